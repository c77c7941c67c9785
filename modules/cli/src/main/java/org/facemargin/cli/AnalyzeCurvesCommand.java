package org.facemargin.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.facemargin.experiments.figures.TheoryFigures;
import org.facemargin.report.ChartFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code analyze curves}. */
@Command(
    name = "curves",
    mixinStandardHelpOptions = true,
    description = "Draws the theory's figures as SVG and PNG, each with its numbers as CSV.",
    footer = {"%nExamples:", "  facemargin analyze curves --out curves"})
final class AnalyzeCurvesCommand extends Computation {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Receives the figures.")
  private Path out;

  @Override
  protected Plan plan() {
    return Plan.to("Would draw the theory's figures.").writing(out);
  }

  @Override
  protected int compute() {
    Map<String, String> drawn = new LinkedHashMap<>();
    new TheoryFigures()
        .all()
        .forEach(
            (name, chart) -> {
              ChartFiles.write(chart, out, name);
              drawn.put(out.resolve(name + ".svg").toString(), chart.title());
            });
    console()
        .result(
            drawn,
            () ->
                drawn.entrySet().stream()
                    .map(one -> one.getKey() + "  " + one.getValue())
                    .collect(Collectors.joining("\n")));
    return ExitCode.OK;
  }
}
