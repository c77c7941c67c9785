package org.facemargin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.files.OutputLock;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What a command is going to write to, held for it alone while it runs: the value of {@code --out}
 * and of a parameter {@code OUT}. Commands whose folder is known only once their file is read take
 * it themselves; see {@link OwnLock}.
 */
final class LockedOutputs {

  /** A command that locks its output itself. */
  interface OwnLock {}

  private LockedOutputs() {}

  /** Runs a parsed command with its output locked. */
  static int execute(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return locked(last.commandSpec())
        .map(lock -> lock.during(() -> new CommandLine.RunLast().execute(parsed)))
        .orElseGet(() -> new CommandLine.RunLast().execute(parsed));
  }

  /** As an error of the command, so that it is reported as all of them are. */
  private static Optional<OutputLock> locked(CommandLine.Model.CommandSpec command) {
    try {
      return lock(command);
    } catch (RuntimeException e) {
      throw new CommandLine.ExecutionException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static Optional<OutputLock> lock(CommandLine.Model.CommandSpec command) {
    boolean dry = command.userObject() instanceof Computation work && work.dryRun();
    if (dry || command.userObject() instanceof OwnLock || command.helpCommand()) {
      return Optional.empty();
    }
    return Stream.<ArgSpec>concat(
            command.options().stream().filter(option -> option.longestName().equals("--out")),
            command.positionalParameters().stream()
                .filter(parameter -> parameter.paramLabel().equals("OUT")))
        .flatMap(argument -> path(argument.getValue()).stream())
        .findFirst()
        .map(LockedOutputs::of);
  }

  private static Optional<Path> path(Object value) {
    Object given = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return given instanceof Path path ? Optional.of(path) : Optional.empty();
  }

  /** A name with a dot that is no folder yet is a file to be written. */
  private static OutputLock of(Path output) {
    boolean folder =
        Files.isDirectory(output) || !String.valueOf(output.getFileName()).contains(".");
    return folder ? OutputLock.ofFolder(output) : OutputLock.ofFile(output);
  }
}
