package org.facemargin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import picocli.CommandLine.Option;

/** The options that configure a loss. */
final class LossOptions {

  @Option(
      names = "--loss",
      required = true,
      paramLabel = "NAME",
      description = "See 'list losses'.")
  private String loss;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the loss; may be repeated.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(names = "--gradient", description = "exact or detached; default: the loss's own.")
  private GradientMode gradient;

  /** The configured loss. */
  MarginLoss create() {
    Map<String, String> all = new LinkedHashMap<>(values);
    if (gradient != null) {
      all.put("gradient", gradient.name().toLowerCase(java.util.Locale.ROOT));
    }
    return Margins.create(loss, all);
  }
}
