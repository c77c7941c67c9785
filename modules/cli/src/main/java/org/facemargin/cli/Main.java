package org.facemargin.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.core.PrintableText;
import org.facemargin.training.ranks.LostRankException;
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
    footer = {
      "%nExamples:",
      "  facemargin quickstart --out quickstart",
      "  facemargin train --help",
      "  facemargin list losses"
    },
    exitCodeList = {
      "0:ok",
      "1:internal error, or a rank that was lost",
      "2:wrong usage or configuration",
      "3:data missing or corrupt",
      "4:outside tolerance",
      "5:the machine: disk full or read-only, out of memory, no permission"
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(commandLineFor(arguments), arguments));
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
   * The whole command tree: what tests parse the README's commands with, and what {@link #main}
   * runs where the first argument is no command's name.
   */
  public static CommandLine commandLine() {
    List<CommandLine> commands =
        subcommands()
            .map(command -> new CommandLine(command.get()))
            .collect(Collectors.toCollection(ArrayList::new));
    if (commands.stream().noneMatch(command -> command.getCommandName().equals("bench"))) {
      commands.add(new CommandLine(new AbsentBench()));
    }
    return tree(commands);
  }

  /** The same with the command named by the first argument alone, which starts sooner. */
  private static CommandLine commandLineFor(String... arguments) {
    return Stream.of(arguments)
        .limit(1)
        .flatMap(first -> subcommands().filter(command -> name(command).equals(first)))
        .findAny()
        .map(command -> tree(List.of(new CommandLine(command.get()))))
        .orElseGet(Main::commandLine);
  }

  private static Stream<ServiceLoader.Provider<Subcommand>> subcommands() {
    return ServiceLoader.load(Subcommand.class).stream();
  }

  private static String name(ServiceLoader.Provider<Subcommand> command) {
    return command.type().getAnnotation(Command.class).name();
  }

  private static CommandLine tree(List<CommandLine> commands) {
    CommandLine root = new CommandLine(new Main());
    commands.stream()
        .sorted(Comparator.comparing(CommandLine::getCommandName))
        .forEach(command -> root.addSubcommand(command.getCommandName(), command));
    root.registerConverter(Double.class, new FiniteNumber());
    root.registerConverter(double.class, new FiniteNumber());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExecutionStrategy(Main::execute);
    root.setParameterExceptionHandler(Main::refuse);
    root.setExecutionExceptionHandler(Main::report);
    return root;
  }

  /** A class of its own: a lambda would keep picocli's converters out of the class archive. */
  private static final class FiniteNumber implements CommandLine.ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
      if (!Decimals.isFinite(text.strip())) {
        throw new CommandLine.TypeConversionException("'" + text + "' given, expected a number");
      }
      return Decimals.parse(text.strip());
    }
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

  /** Bare commands are told how they are used, others what is wrong with them. */
  private static int refuse(CommandLine.ParameterException wrong, String... arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (isBare(command, arguments)) {
      command.usage(err);
    } else {
      err.println("facemargin: " + PrintableText.of(wrong.getMessage()));
      CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static boolean isBare(CommandLine command, String... arguments) {
    String name = command.getCommandSpec().qualifiedName();
    return ("facemargin " + String.join(" ", arguments)).strip().equals(name);
  }

  private static int environment(String sentence, CommandLine command) {
    command.getErr().println("facemargin: " + PrintableText.of(sentence));
    command.getErr().flush();
    return ExitCode.ENVIRONMENT;
  }

  private static int report(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
    if (error instanceof ConfigurationException) {
      if (isBare(command, parsed.originalArgs().toArray(String[]::new))) {
        command.usage(command.getErr());
      }
      command.getErr().println("facemargin: " + PrintableText.of(error.getMessage()));
      return ExitCode.USAGE;
    }
    if (error instanceof DataException) {
      command.getErr().println("facemargin: " + PrintableText.of(error.getMessage()));
      return ExitCode.DATA;
    }
    if (error instanceof LostRankException) {
      command.getErr().println("facemargin: " + error.getMessage());
      return ExitCode.INTERNAL;
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
