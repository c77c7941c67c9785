package org.facemargin.site;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.facemargin.cli.Main;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of every command, made from the command line's own model. */
final class CommandReference {

  private final StringBuilder page = new StringBuilder();

  private CommandReference() {}

  /** The page, as Markdown. */
  static String page() {
    CommandReference reference = new CommandReference();
    CommandLine root = Main.commandLine();
    reference.page.append(
        """
        # Every command

        Made from the program's own command line. `./facemargin COMMAND --help` prints the same.

        | exit code | what happened |
        | --- | --- |
        """);
    root.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, what) -> reference.row(code, what));
    reference.below(root, 2);
    return reference.page.toString();
  }

  private void below(CommandLine parent, int level) {
    parent.getSubcommands().values().stream()
        .distinct()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .forEach(command -> command(command, level));
  }

  private void command(CommandLine command, int level) {
    CommandSpec spec = command.getCommandSpec();
    page.append('\n').append("#".repeat(level)).append(" `").append(spec.qualifiedName());
    page.append("`\n\n")
        .append(sentence(spec.usageMessage().description()))
        .append("\n\n```text\n");
    String synopsis = command.getHelp().synopsis(0);
    page.append("./").append(Ansi.OFF.string(synopsis).strip()).append("\n```\n");
    arguments(spec);
    List<String> footer = List.of(spec.usageMessage().footer());
    if (!footer.isEmpty()) {
      page.append("\n```text\n");
      footer.forEach(
          line -> page.append(String.format(Ansi.OFF.string(line)).stripTrailing()).append('\n'));
      page.append("```\n");
    }
    below(command, Math.min(level + 1, 4));
  }

  private void arguments(CommandSpec spec) {
    List<OptionSpec> options =
        spec.options().stream()
            .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
            .toList();
    if (options.isEmpty() && spec.positionalParameters().isEmpty()) {
      return;
    }
    page.append("\n| argument | what |\n| --- | --- |\n");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      row(parameter.paramLabel() + (parameter.required() ? "" : " (optional)"), what(parameter));
    }
    for (OptionSpec option : options) {
      String names = String.join(", ", option.names());
      String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      row(names + label + (option.required() ? " (required)" : ""), what(option));
    }
  }

  private static String what(ArgSpec argument) {
    return sentence(argument.description());
  }

  private static String sentence(String[] lines) {
    return Arrays.stream(lines)
        .map(line -> String.format(Locale.ROOT, Ansi.OFF.string(line)).replace("\n", " "))
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .replace("<", "&lt;");
  }

  private void row(String name, String what) {
    page.append(
        String.format(
            Locale.ROOT, "| `%s` | %s |%n", name.replace("|", "\\|"), what.replace("|", "\\|")));
  }
}
