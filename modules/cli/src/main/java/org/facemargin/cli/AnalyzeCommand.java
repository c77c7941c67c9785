package org.facemargin.cli;

import com.google.auto.service.AutoService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code analyze}: the theory of the family. */
@AutoService(Subcommand.class)
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description =
        "The theory of the margin family: values, angles, predicted margins, collapse, figures.",
    subcommands = {
      AnalyzeValueCommand.class,
      AnalyzeLossCommand.class,
      AnalyzeAnglesCommand.class,
      AnalyzePredictCommand.class,
      AnalyzeDynamicsCommand.class,
      AnalyzeCollapseCommand.class,
      AnalyzeMarginsCommand.class,
      AnalyzeCurvesCommand.class
    })
public final class AnalyzeCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "Name what to analyze: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
