package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every {@code ./facemargin …} in a fenced block of the documentation, parsed by the real CLI. */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final int README_COMMANDS_AT_LEAST = 5;
  private static final String LAUNCHER = "./facemargin ";

  /** A command as written, and where. */
  record Documented(String where, String command) {}

  @Test
  void theReadmeShowsCommands() throws IOException {
    Path readme = ROOT.resolve("README.md");
    Assumptions.assumeTrue(Files.exists(readme), "There is no README.md yet.");
    assertThat(commandsOf(readme)).hasSizeGreaterThanOrEqualTo(README_COMMANDS_AT_LEAST);
  }

  @TestFactory
  Stream<DynamicTest> everyDocumentedCommandParses() throws IOException {
    List<Documented> commands = new ArrayList<>();
    for (Path page : pages()) {
      commands.addAll(commandsOf(page));
    }
    Stream<DynamicTest> extractor = Stream.of(DynamicTest.dynamicTest("words", this::words));
    return Stream.concat(
        extractor,
        commands.stream()
            .map(c -> DynamicTest.dynamicTest(c.where() + " " + c.command(), () -> parses(c))));
  }

  private void words() {
    assertThat(wordsOf("a --set 'loss.scale=32' \"b c\" # why"))
        .containsExactly("a", "--set", "loss.scale=32", "b c");
  }

  private static void parses(Documented documented) {
    CommandLine.ParseResult result =
        Main.commandLine().parseArgs(wordsOf(documented.command()).toArray(String[]::new));
    assertThat(result.hasSubcommand() || result.isUsageHelpRequested()).isTrue();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk.filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.toString().contains("/target/"))
          .filter(path -> !path.toString().contains("/.git/"))
          .sorted()
          .toList();
    }
  }

  private static List<Documented> commandsOf(Path page) throws IOException {
    List<Documented> commands = new ArrayList<>();
    boolean fenced = false;
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("```")) {
        fenced = !fenced;
        continue;
      }
      int number = i + 1;
      while (line.endsWith("\\") && i + 1 < lines.size()) {
        line = line.substring(0, line.length() - 1) + lines.get(++i).strip();
      }
      String command = line.replaceFirst("^\\$ ", "").replaceFirst("^([A-Z_]+=\\S+ )+", "");
      if (fenced && command.startsWith(LAUNCHER) && !command.contains("…")) {
        commands.add(
            new Documented(
                ROOT.relativize(page) + ":" + number, command.substring(LAUNCHER.length())));
      }
    }
    return commands;
  }

  /** A shell's words: blanks separate, quotes hold together, {@code #} begins a comment. */
  private static List<String> wordsOf(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (char c : (command + " ").toCharArray()) {
      if (quote == 0 && c == '#' && word.isEmpty()) {
        break;
      }
      if (quote == 0 && (c == ' ' || c == '\t')) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    return words;
  }
}
