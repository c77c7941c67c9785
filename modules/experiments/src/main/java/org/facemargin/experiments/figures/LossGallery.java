package org.facemargin.experiments.figures;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;

/**
 * A page of every loss with its equation, defaults, citation and picture, as Markdown and small
 * SVGs: generated, not typed.
 */
public final class LossGallery {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 150;
  private static final int LEFT = 30;
  private static final int BOTTOM = 20;
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
        + "\n\n![z over θ](pictures/"
        + loss.name()
        + ".svg)\n\n"
        + "| parameter | default | what |\n| --- | --- | --- |\n"
        + defaults
        + "\n"
        + loss.citation()
        + ".\n";
  }

  private static String picture(MarginLossFactory loss) {
    Map<String, String> defaults =
        loss.parameters().stream()
            .collect(Collectors.toMap(Parameter::name, Parameter::defaultValue));
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss.name(), defaults));
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" ",
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT));
    svg.append(
        "font-family=\"sans-serif\" font-size=\"10\">\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    for (int z = (int) LOWEST; z <= 1; z++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %.1fH%d\" stroke=\"#e6e6e6\"/><text x=\"4\" y=\"%.1f\""
                  + " fill=\"#333\">%d</text>\n",
              LEFT,
              y(z),
              WIDTH,
              y(z) + 3,
              z));
    }
    for (int degrees = 0; degrees <= 180; degrees += 45) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#333\">%d°</text>\n",
              Math.min(x(degrees), WIDTH - 14),
              HEIGHT - 6,
              degrees));
    }
    svg.append(line(Math::cos, "#999999\" stroke-dasharray=\"4 3"));
    svg.append(
        line(theta -> evaluator.exactTarget(Math.cos(theta), TYPICAL_NORM).value(), "#0072B2"));
    return svg.append("</svg>\n").toString();
  }

  private static String line(DoubleUnaryOperator f, String stroke) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= SAMPLES; i++) {
      double degrees = 180.0 * i / SAMPLES;
      double value = f.applyAsDouble(Math.toRadians(degrees));
      if (value >= LOWEST) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(degrees), y(value)));
      }
    }
    return "<path d=\""
        + path
        + "\" fill=\"none\" stroke-width=\"1.8\" stroke=\""
        + stroke
        + "\"/>\n";
  }

  private static double x(double degrees) {
    return LEFT + (WIDTH - LEFT - 8) * degrees / 180;
  }

  private static double y(double z) {
    return 8 + (HEIGHT - BOTTOM - 8) * (1 - z) / (1 - LOWEST);
  }
}
