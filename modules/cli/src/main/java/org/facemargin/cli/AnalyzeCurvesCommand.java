package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.experiments.figures.TheoryFigures;
import org.facemargin.report.ChartFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code analyze curves}. */
@Command(
    name = "curves",
    mixinStandardHelpOptions = true,
    description = "Draws the theory's figures as SVG and PNG, each with its numbers as CSV.")
final class AnalyzeCurvesCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Receives the figures.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    new TheoryFigures()
        .all()
        .forEach(
            (name, chart) -> {
              ChartFiles.write(chart, out, name);
              spec.commandLine()
                  .getOut()
                  .println(out.resolve(name + ".svg") + "  " + chart.title());
            });
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
