package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.experiments.figures.Figure;
import org.facemargin.experiments.figures.FigureFiles;
import org.facemargin.experiments.figures.TheoryFigures;
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
    for (Figure figure : new TheoryFigures().all()) {
      FigureFiles.write(figure, out);
      spec.commandLine()
          .getOut()
          .println(out.resolve(figure.name() + ".svg") + "  " + figure.title());
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
