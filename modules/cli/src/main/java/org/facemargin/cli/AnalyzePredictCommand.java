package org.facemargin.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.margins.theory.WrongClassSum;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description =
        "The best margin of every loss by the half-angle conjecture, for your C, d and s.",
    footer = {
      "%nExamples:",
      "  facemargin analyze predict --classes 85742 --dim 512 --scale 64",
      "  facemargin analyze predict --classes 290 --dim 128 --scale 32 --json"
    })
final class AnalyzePredictCommand extends Computation {

  @Mixin private CentresSize size;

  @Option(
      names = "--scale",
      defaultValue = "64",
      paramLabel = "S",
      description = "Scale of every loss; default: ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--tolerance",
      defaultValue = "" + BestMargin.DEFAULT_TOLERANCE,
      description =
          "Loss at which training ends; the paper prints none, ${DEFAULT-VALUE} meets its margins.")
  private double tolerance;

  @Option(
      names = "--epsilon",
      defaultValue = "" + BestMargin.DEFAULT_EPSILON,
      description =
          "Gradient below which training has ended, for τ_ε; the paper prints none; default:"
              + " ${DEFAULT-VALUE}.")
  private double epsilon;

  @Mixin private ResultFolder out;

  @Override
  protected Plan plan() {
    return Plan.to("Would predict the best margin of every loss.").writing(out.file());
  }

  @Override
  protected int compute() {
    BestMargin best = new BestMargin(size.classes(), size.dimension(), scale, tolerance, epsilon);
    WrongClassSum sum = new WrongClassSum(size.classes(), size.dimension(), scale);
    List<BestMargin.Prediction> predictions = best.predictions();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("classes", size.classes());
    result.put("dim", size.dimension());
    result.put("scale", scale);
    result.put("tolerance", tolerance);
    result.put("epsilon", epsilon);
    result.put("inter_angle_deg", Math.toDegrees(best.interAngle()));
    result.put("half_angle_deg", Math.toDegrees(best.interAngle() / 2));
    result.put("ending_target", best.endingTarget());
    result.put("wrong_class_sum_valid", sum.valid());
    result.put("wrong_class_sum", AnalyzeAnglesCommand.wrongClassSum(sum));
    result.put("predictions", predictions.stream().map(this::row).toList());
    out.write(result);
    console()
        .result(
            result,
            () ->
                NamedRegistry.of(TableRenderer.class)
                    .get("text")
                    .render(table(best, sum, predictions)));
    return ExitCode.OK;
  }

  private Map<String, Object> row(BestMargin.Prediction prediction) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("loss", prediction.loss());
    row.put("parameter", prediction.parameter());
    row.put("predicted", prediction.predicted());
    row.put("paper_sweep", prediction.sweep());
    row.put("tau_deg", Math.toDegrees(prediction.terminationAngle()));
    row.put("m_intra_deg", Math.toDegrees(prediction.intraAngle(size.dimension())));
    row.put("collapse_loss", prediction.collapseLoss());
    row.put("note", prediction.note());
    return row;
  }

  private ReportTable table(
      BestMargin best, WrongClassSum sum, List<BestMargin.Prediction> predictions) {
    List<List<String>> rows = new ArrayList<>();
    for (BestMargin.Prediction one : predictions) {
      rows.add(
          List.of(
              one.loss(),
              one.parameter(),
              number("%.4f", one.predicted()),
              number("%.2f", Math.toDegrees(one.terminationAngle())),
              number("%.2f", Math.toDegrees(one.intraAngle(size.dimension()))),
              one.sweep(),
              one.note()));
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "Nearest centres are %.2f° apart on average (cap integral); the half, %.2f°, is the"
                + " angle at which the loss is set to %s.",
            Math.toDegrees(best.interAngle()),
            Math.toDegrees(best.interAngle() / 2),
            tolerance));
    notes.add(
        String.format(
            Locale.ROOT,
            "τ: the gradient dL/dθ is below %s up to there (alpha-divergences: the loss is 0);"
                + " M_intra: mean angle over the cap of that radius. Each margin is searched with"
                + " the loss's other margins neutral. The conjecture is the paper's for m0..m3;"
                + " applying it to other losses is ours.",
            epsilon));
    if (!sum.valid()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Eq. 10 needs e^(s²/d)/C far below 1, here it is %.3g: do not trust the predictions"
                  + " for softmax losses.",
              sum.validity()));
    }
    return new ReportTable(
        "Predicted best margins, C = "
            + size.classes()
            + ", d = "
            + size.dimension()
            + ", s = "
            + scale,
        List.of("loss", "margin", "predicted", "τ °", "M_intra °", "the paper's sweep", "note"),
        rows,
        notes);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
