package org.facemargin.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.PrintableText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point. */
@Command(
    name = "facemargin",
    mixinStandardHelpOptions = true,
    version = "FaceMargin 0.1.0",
    description =
        "Trains face-recognition models with margin-based softmax losses and measures them.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:ok",
      "1:internal error",
      "2:wrong usage or configuration",
      "3:data missing or corrupt",
      "4:outside tolerance",
      "5:disk, memory or another part of the machine refused"
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(commandLine(), arguments));
  }

  /** Runs a command line; the exit code, whatever happens. */
  static int run(CommandLine commandLine, String... arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError e) {
      return environment(EnvironmentProblem.of(e).orElseThrow(), commandLine);
    }
  }

  /**
   * The whole command tree: what {@link #main} runs and what tests parse the README's commands
   * with.
   */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new Main());
    List<CommandLine> commands = new ArrayList<>();
    for (Subcommand command : ServiceLoader.load(Subcommand.class)) {
      commands.add(new CommandLine(command));
    }
    commands.sort(Comparator.comparing(CommandLine::getCommandName));
    commands.forEach(command -> root.addSubcommand(command.getCommandName(), command));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExecutionStrategy(Main::execute);
    root.setExecutionExceptionHandler(Main::report);
    return root;
  }

  private static int execute(CommandLine.ParseResult parsed) {
    boolean asksForHelp = CommandLine.executeHelpRequest(parsed) != null;
    if (asksForHelp) {
      return ExitCode.OK;
    }
    Optional<String> problem = EnvironmentProblem.ofTemporaryFolder();
    if (problem.isPresent()) {
      return environment(problem.get(), parsed.commandSpec().commandLine());
    }
    return LockedOutputs.execute(parsed);
  }

  private static int environment(String sentence, CommandLine command) {
    command.getErr().println("facemargin: " + PrintableText.of(sentence));
    command.getErr().flush();
    return ExitCode.ENVIRONMENT;
  }

  private static int report(Exception error, CommandLine command, CommandLine.ParseResult ignored) {
    if (error instanceof ConfigurationException) {
      command.getErr().println("facemargin: " + PrintableText.of(error.getMessage()));
      return ExitCode.USAGE;
    }
    if (error instanceof DataException) {
      command.getErr().println("facemargin: " + PrintableText.of(error.getMessage()));
      return ExitCode.DATA;
    }
    Optional<String> problem = EnvironmentProblem.of(error);
    if (problem.isPresent()) {
      return environment(problem.get(), command);
    }
    command.getErr().println("facemargin: internal error, please report it:");
    error.printStackTrace(command.getErr());
    return ExitCode.INTERNAL;
  }
}
