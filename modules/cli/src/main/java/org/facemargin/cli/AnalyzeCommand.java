package org.facemargin.cli;

import com.google.auto.service.AutoService;
import picocli.CommandLine.Command;

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
public final class AnalyzeCommand extends CommandGroup {}
