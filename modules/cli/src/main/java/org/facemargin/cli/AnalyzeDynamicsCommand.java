package org.facemargin.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.margins.theory.LossCurve;
import org.facemargin.margins.theory.PolarCollapse;
import org.facemargin.margins.theory.WrongClassSum;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze dynamics}. */
@Command(
    name = "dynamics",
    mixinStandardHelpOptions = true,
    description = {
      "Where training with a loss ends, as JSON: tau_deg (the termination angle), m_intra_deg,"
          + " m_inter_deg, the loss in polar collapse (eq. 5), and loss and gradient by the"
          + " correct-class angle (eq. 12) at given angles.",
      "The gradient is the analytic one whatever the loss's gradient mode. The scale is the loss's"
          + " own: --set scale=64."
    },
    footer = {
      "%nExamples:",
      "  facemargin analyze dynamics --loss arcface --set scale=64 --classes 85742 --dim 512",
      "  facemargin analyze dynamics --loss adaface --norm 20 --classes 10000 --dim 512 --theta"
          + " 10,30,60"
    })
final class AnalyzeDynamicsCommand extends Computation {

  @Mixin private LossOptions options;

  @Mixin private CentresSize size;

  @Option(
      names = "--norm",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Norm of the raw embeddings, for losses that read it (magface, adaface); default:"
              + " ${DEFAULT-VALUE}.")
  private double norm;

  @Option(
      names = "--epsilon",
      defaultValue = "" + BestMargin.DEFAULT_EPSILON,
      description =
          "Gradient below which training has ended; the paper prints none; default:"
              + " ${DEFAULT-VALUE}.")
  private double epsilon;

  @Option(
      names = "--theta",
      split = ",",
      paramLabel = "DEGREES",
      defaultValue = "10,20,30,40,50,60,70,80,90,120,150,180",
      description = "Correct-class angles in [0, 180]; default: ${DEFAULT-VALUE}.")
  private double[] angles;

  @Mixin private ResultFolder out;

  @Override
  protected Plan plan() {
    return Plan.to("Would compute where training with " + options.create().name() + " ends.")
        .writing(out.file());
  }

  @Override
  protected int compute() {
    MarginLoss loss = options.create();
    WrongClassSum sum = new WrongClassSum(size.classes(), size.dimension(), loss.scale());
    BestMargin theory =
        new BestMargin(
            size.classes(), size.dimension(), loss.scale(), BestMargin.DEFAULT_TOLERANCE, epsilon);
    double tau = theory.terminationAngle(loss, norm);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("loss", loss.name());
    result.put("classes", size.classes());
    result.put("dim", size.dimension());
    result.put("scale", loss.scale());
    result.put("m_inter_deg", Math.toDegrees(theory.interAngle()));
    result.put("epsilon", epsilon);
    result.put("tau_deg", Math.toDegrees(tau));
    result.put("m_intra_deg", Math.toDegrees(LossCurve.meanIntraAngle(tau, size.dimension())));
    result.put("wrong_class_sum", AnalyzeAnglesCommand.wrongClassSum(sum));
    if (loss.link() instanceof Link.CrossEntropy) {
      double collapsed = PolarCollapse.loss(loss, size.classes(), norm);
      result.put("eq5_collapse_loss", collapsed);
      result.put("collapse_tempting", collapsed < theory.tolerance());
      result.put("angles", points(new LossCurve(loss, sum, norm)));
    } else {
      result.put(
          "note",
          "alpha-divergence: tau_deg is where the loss is exactly 0; eq. 5, 10 and 12 are"
              + " about softmax");
    }
    out.write(result);
    console().result(result, () -> JsonRecords.pretty(result));
    return ExitCode.OK;
  }

  private List<Map<String, Object>> points(LossCurve curve) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (double angle : angles) {
      if (!(angle >= 0 && angle <= 180)) {
        throw new ConfigurationException(
            "--theta has " + angle + ", expected degrees in [0, 180].");
      }
      double theta = Math.toRadians(angle);
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("theta_deg", angle);
      point.put("z", curve.target(theta));
      point.put("posterior", 1 - curve.wrongShare(theta));
      point.put("loss", curve.value(theta));
      point.put("eq12_gradient", curve.gradient(theta));
      points.add(point);
    }
    return points;
  }
}
