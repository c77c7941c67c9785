package org.facemargin.cli;

import com.google.auto.service.AutoService;
import picocli.CommandLine.Command;

/** {@code data …}: files and sets of faces. */
@AutoService(Subcommand.class)
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Inspects, checks, converts and makes sets of faces.",
    subcommands = {
      DataInspectCommand.class,
      DataVerifyCommand.class,
      DataConvertCommand.class,
      DataPackPairsCommand.class,
      DataLintCommand.class,
      DataMakeToyCommand.class,
      DataAugmentationsCommand.class
    })
public final class DataCommand extends CommandGroup {}
