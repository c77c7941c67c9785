package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion bash|zsh|fish}. */
@AutoService(Subcommand.class)
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that lets a shell complete commands and options.",
      "bash and zsh: source <(facemargin completion bash)",
      "fish: facemargin completion fish | source"
    },
    footer = {"%nExamples:", "  facemargin completion bash", "  facemargin completion fish"})
public final class CompletionCommand implements Subcommand {

  private static final String NAME = "facemargin";

  /** Shells that are served. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = Main.commandLine();
    PrintWriter printer = spec.commandLine().getOut();
    // picocli's bash script serves zsh too, by bashcompinit; it knows nothing of fish.
    printer.print(shell == Shell.FISH ? fish(root) : AutoComplete.bash(NAME, root));
    printer.flush();
    return ExitCode.OK;
  }

  private static String fish(CommandLine root) {
    List<String> lines = new ArrayList<>();
    fish(root, List.of(), lines);
    return String.join("\n", lines) + "\n";
  }

  private static void fish(CommandLine command, List<String> path, List<String> lines) {
    Map<String, CommandLine> below = command.getSubcommands();
    String condition = condition(path, below);
    below.forEach(
        (name, child) ->
            lines.add(
                "complete -c %s -f -n \"%s\" -a %s -d '%s'"
                    .formatted(NAME, condition, name, words(child.getCommandSpec()))));
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.longestName().startsWith("--")) {
        lines.add(
            "complete -c %s -n \"%s\" -l %s%s -d '%s'"
                .formatted(
                    NAME,
                    condition,
                    option.longestName().substring(2),
                    option.arity().max() > 0 ? " -r" : "",
                    first(option.description())));
      }
    }
    below.forEach(
        (name, child) -> {
          List<String> deeper = new ArrayList<>(path);
          deeper.add(name);
          fish(child, deeper, lines);
        });
  }

  private static String condition(List<String> path, Map<String, CommandLine> below) {
    List<String> parts = new ArrayList<>();
    path.forEach(name -> parts.add("__fish_seen_subcommand_from " + name));
    if (!below.isEmpty()) {
      parts.add("not __fish_seen_subcommand_from " + String.join(" ", below.keySet()));
    }
    return parts.isEmpty() ? "true" : String.join("; and ", parts);
  }

  private static String words(CommandSpec command) {
    return first(command.usageMessage().description());
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0].replace("'", "\\'");
  }
}
