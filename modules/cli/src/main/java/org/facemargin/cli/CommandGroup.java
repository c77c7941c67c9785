package org.facemargin.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others. */
public abstract class CommandGroup implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Say which: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
