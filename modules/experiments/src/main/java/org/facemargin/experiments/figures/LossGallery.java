package org.facemargin.experiments.figures;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.report.Chart;
import org.facemargin.report.ChartFiles;

/**
 * A page of every loss with its equation, defaults, citation and picture, as Markdown and small
 * SVGs: generated, not typed.
 */
public final class LossGallery {

  private static final int SAMPLES = 120;
  private static final double LOWEST = -3;
  private static final double TYPICAL_NORM = 20;

  private LossGallery() {}

  /**
   * Files by path relative to {@code modules/margins}: {@code LOSSES.md} and {@code
   * pictures/NAME.svg}.
   */
  public static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    StringBuilder page = new StringBuilder();
    page.append("# The losses\n\nGenerated from the code by `LossGalleryTest`; do not edit.\n");
    page.append(
        "Pictures: the target logit z before scaling over the angle θ from 0° to 180° at the"
            + " defaults (solid), and cos θ (dashed).\n");
    for (MarginLossFactory loss : NamedRegistry.of(MarginLossFactory.class).all()) {
      page.append(section(loss));
      files.put("pictures/" + loss.name() + ".svg", picture(loss));
    }
    files.put("LOSSES.md", page.toString());
    return files;
  }

  private static String section(MarginLossFactory loss) {
    String defaults =
        loss.parameters().stream()
            .map(
                parameter ->
                    "| `"
                        + parameter.name()
                        + "` | "
                        + parameter.defaultValue()
                        + " | "
                        + parameter.description()
                        + " |\n")
            .collect(Collectors.joining());
    return "\n## `"
        + loss.name()
        + "`\n\n    "
        + loss.formula()
        + "\n\n<img src=\"pictures/"
        + loss.name()
        + ".svg\" alt=\"z over θ\" width=\"430\">\n\n"
        + "| parameter | default | what |\n| --- | --- | --- |\n"
        + defaults
        + "\n"
        + loss.citation()
        + ".\n"
        + peers(loss);
  }

  /** Whose code computes the same at which settings. */
  private static String peers(MarginLossFactory loss) {
    if (loss.peers().isEmpty()) {
      return "";
    }
    return "\n| the same as | settings |\n| --- | --- |\n"
        + loss.peers().stream()
            .map(
                peer ->
                    "| "
                        + peer.peer()
                        + " | "
                        + (peer.settings().isEmpty() ? "the defaults" : "`" + peer.yaml() + "`")
                        + " |\n")
            .collect(Collectors.joining());
  }

  private static String picture(MarginLossFactory loss) {
    Map<String, String> defaults =
        loss.parameters().stream()
            .collect(Collectors.toMap(Parameter::name, Parameter::defaultValue));
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss.name(), defaults));
    return ChartFiles.svg(
        Chart.of(
            loss.formula(),
            new Chart.Axis("θ (degrees)", Chart.Scale.LINEAR, false, 0, 180),
            new Chart.Axis("z(θ)", Chart.Scale.LINEAR, false, LOWEST, 1),
            List.of(
                line(
                    loss.name(),
                    Chart.Kind.LINE,
                    theta -> evaluator.exactTarget(Math.cos(theta), TYPICAL_NORM).value()),
                line("cos θ", Chart.Kind.DASHED, Math::cos)),
            ""));
  }

  private static Chart.Series line(String name, Chart.Kind kind, DoubleUnaryOperator f) {
    double[] degrees =
        IntStream.rangeClosed(0, SAMPLES).mapToDouble(i -> 180.0 * i / SAMPLES).toArray();
    double[] values =
        DoubleStream.of(degrees).map(x -> f.applyAsDouble(Math.toRadians(x))).toArray();
    return Chart.Series.of(name, kind, degrees, values);
  }
}
