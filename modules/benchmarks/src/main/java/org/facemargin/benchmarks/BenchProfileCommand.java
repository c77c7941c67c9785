package org.facemargin.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.backbones.plan.TrainingProfile;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench profile}: where the time of a training step goes. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = "Where the time of one training step of a backbone goes, as a Markdown table.",
    footer = {"%nExamples:", "  facemargin bench profile --backbone mobilefacenet --batch 64"})
final class BenchProfileCommand extends Computation {

  @Option(
      names = "--backbone",
      defaultValue = "iresnet-18",
      description = "Backbone; default: iresnet-18.")
  private String backbone;

  @Option(names = "--batch", defaultValue = "32", description = "Batch N; default: 32.")
  private int batch;

  @Option(names = "--steps", defaultValue = "3", description = "Measured steps; default: 3.")
  private int steps;

  @Option(names = "--warm-ups", defaultValue = "2", description = "Steps before; default: 2.")
  private int warmUps;

  @Option(
      names = "--winograd",
      defaultValue = "AUTO",
      description = "auto, always or never; default: auto.")
  private Winograd winograd;

  @Override
  protected Plan plan() {
    if (batch < 1 || steps < 1 || warmUps < 0) {
      throw new ConfigurationException(
          "--batch and --steps are at least 1, --warm-ups at least 0.");
    }
    return Plan.to("Would measure where the time of a step of " + backbone + " goes.");
  }

  @Override
  protected int compute() {
    ComputationGraph graph =
        TrainingWorkload.network(NamedRegistry.of(Backbone.class).get(backbone).name());
    TrainingProfile profile =
        TrainingProfile.of(graph, EngineOptions.FAST.withWinograd(winograd), batch, warmUps, steps);
    console().result(profile, () -> text(profile));
    return ExitCode.OK;
  }

  private String text(TrainingProfile profile) {
    double all = profile.lines().stream().mapToDouble(TrainingProfile.Line::seconds).sum();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, batch %d, 112x112, backbone alone: %.3f s a step, mean of %d. Product of 2048x2048"
                + " matrices: %.0f GFLOP/s. %s.%n%n",
            backbone,
            batch,
            all,
            steps,
            profile.matrixOperationsPerSecond() / 1e9,
            profile.description()));
    text.append("| kind | ms | share | GFLOP (direct form) | GFLOP/s |\n");
    text.append("| --- | ---: | ---: | ---: | ---: |\n");
    for (TrainingProfile.Line line : profile.lines()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %s | %s | %s |%n",
              line.kind(),
              1e3 * line.seconds(),
              Words.rate(line.seconds() / all, 1),
              line.operations().map(flops -> number(flops / 1e9)).orElse("-"),
              line.operations().map(flops -> number(flops / 1e9 / line.seconds())).orElse("-")));
    }
    Map<String, Integer> implementations = new TreeMap<>(profile.implementations());
    text.append("\noneDNN's implementations: ")
        .append(
            implementations.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", ")))
        .append(".\n");
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
