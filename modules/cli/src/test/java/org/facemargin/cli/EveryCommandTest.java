package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every command there is, found by walking the command line's own model. */
class EveryCommandTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final int COMMANDS_AT_LEAST = 28;

  /** Commands that compute nothing: they print what is known already. */
  private static final Set<String> TELLING = Set.of("list", "completion", "doctor", "bench");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), arguments);
  }

  private static List<CommandSpec> commands() {
    List<CommandSpec> commands = new ArrayList<>();
    below(Main.commandLine(), commands);
    assertThat(commands).hasSizeGreaterThanOrEqualTo(COMMANDS_AT_LEAST);
    return commands;
  }

  private static void below(CommandLine parent, List<CommandSpec> commands) {
    for (CommandLine child : parent.getSubcommands().values()) {
      commands.add(child.getCommandSpec());
      below(child, commands);
    }
  }

  private static String[] words(CommandSpec command, String... more) {
    String name = command.qualifiedName().replaceFirst("^facemargin ", "");
    return Stream.concat(Arrays.stream(name.split(" ")), Arrays.stream(more))
        .toArray(String[]::new);
  }

  private static boolean computes(CommandSpec command) {
    return command.subcommands().isEmpty() && !TELLING.contains(command.name());
  }

  @TestFactory
  Stream<DynamicTest> whatComputesHasQuietJsonAndDryRun() {
    return commands().stream()
        .filter(EveryCommandTest::computes)
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.qualifiedName(),
                    () -> {
                      assertThat(command.userObject()).isInstanceOf(Computation.class);
                      assertThat(command.optionsMap())
                          .containsKeys("--quiet", "--json", "--dry-run");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyHelpShowsExamplesThatParse() {
    return commands().stream()
        .filter(command -> command.subcommands().isEmpty())
        .map(
            command ->
                DynamicTest.dynamicTest(command.qualifiedName(), () -> examplesParse(command)));
  }

  private static void examplesParse(CommandSpec command) {
    List<String> examples =
        Arrays.stream(command.usageMessage().footer())
            .map(String::strip)
            .filter(line -> line.startsWith("facemargin "))
            .toList();
    assertThat(examples).isNotEmpty().allMatch(line -> line.startsWith(command.qualifiedName()));
    for (String example : examples) {
      String[] words = example.replaceFirst("^facemargin ", "").split(" ");
      assertThat(Main.commandLine().parseArgs(words).hasSubcommand()).isTrue();
      Arrays.stream(words)
          .filter(word -> word.startsWith("experiments/") || word.startsWith("datasets/"))
          .forEach(file -> assertThat(ROOT.resolve(file)).exists());
    }
  }

  /** Of those that need something; the others may be called as they are. */
  @TestFactory
  Stream<DynamicTest> aBareCommandIsToldItsUsage() {
    return Stream.concat(
        Stream.of(
            DynamicTest.dynamicTest(
                "facemargin",
                () -> {
                  assertThat(run()).isEqualTo(ExitCode.USAGE);
                  assertThat(err.toString()).startsWith("Usage: facemargin");
                })),
        commands().stream()
            .filter(EveryCommandTest::needsSomething)
            .map(
                command ->
                    DynamicTest.dynamicTest(
                        command.qualifiedName(),
                        () -> {
                          assertThat(run(words(command))).isEqualTo(ExitCode.USAGE);
                          assertThat(err.toString()).contains("Usage: " + command.qualifiedName());
                        })));
  }

  private static boolean needsSomething(CommandSpec command) {
    return !command.subcommands().isEmpty()
        || command.requiredArgs().stream().anyMatch(argument -> true)
        || command.name().equals("evaluate");
  }

  @Test
  void whatIsWrongIsSaidAloneWithAHint() {
    assertThat(run("train", "run.yaml", "--sett", "a=b")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("Unknown option", "Try 'facemargin train --help'")
        .doesNotContain("Usage:");
  }

  /** The options that name what is written take it as the only word after them. */
  @TestFactory
  Stream<DynamicTest> aDryRunWritesNothing(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("scores.txt"), "1 0.9\n0 0.2\n1 0.7\n0 0.1\n");
    Path experiments = ROOT.resolve("experiments");
    List<List<String>> commands =
        List.of(
            List.of("train", experiments.resolve("smoke/sweep-base.yaml").toString()),
            List.of("sweep", experiments.resolve("smoke/sweep.yaml").toString()),
            List.of("quickstart"),
            List.of("evaluate", "--scores", folder.resolve("scores.txt").toString()),
            List.of("analyze", "collapse"),
            List.of("analyze", "curves"),
            List.of("analyze", "angles", "--classes", "100", "--dim", "16"));
    return commands.stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    String.join(" ", command), () -> writesNothing(command, folder)));
  }

  private void writesNothing(List<String> command, Path folder) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--out", folder.resolve("made").toString(), "--dry-run"));
    assertThat(run(words.toArray(String[]::new))).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Would ", "made", "Nothing was done (--dry-run).");
    words.add("--json");
    assertThat(run(words.toArray(String[]::new))).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\"dry_run\": true");
    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).containsExactly(folder.resolve("scores.txt"));
    }
  }

  /** The network is no network at all: had it been opened first, that would be the complaint. */
  @Test
  void missingDataAreFoundBeforeTheNetworkIsOpened(@TempDir Path folder) throws IOException {
    Path network = Files.writeString(folder.resolve("m.onnx"), "no network");
    assertThat(
            run(
                "evaluate",
                "--model",
                network.toString(),
                "--card",
                ROOT.resolve("experiments/models/arcface-torch.yaml").toString(),
                "--benchmark",
                ROOT.resolve("experiments/benchmarks/lfw.yaml").toString(),
                "--data",
                folder.toString(),
                "--out",
                folder.resolve("out").toString()))
        .isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("There is no pair list; looked for");
    assertThat(run("verify", "--model", network.toString(), "a.png", "b.png"))
        .isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("Not found: a.png, b.png.");
  }

  @Test
  void aFlagIsBlamedForWhatItSets() {
    String run = ROOT.resolve("experiments/smoke/sweep-base.yaml").toString();
    assertThat(run("train", run, "--set", "loss.m=abc")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("facemargin: --set loss.m=abc: ");
  }

  /** Before a rank is started: there is no transport on this class path to start one with. */
  @Test
  void whatRanksCannotDoIsSaidBeforeTheyStart() {
    String run = ROOT.resolve("experiments/smoke/sweep-base.yaml").toString();
    assertThat(run("train", run, "--ranks", "3")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a multiple of the 3 ranks");
    assertThat(run("train", run, "--ranks", "2", "--set", "head.label_smoothing=0.1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("head.label_smoothing is for one rank");
    assertThat(run("train", run, "--ranks", "2", "--set", "head.kind=samediff", "--dry-run", "-q"))
        .isEqualTo(ExitCode.OK);
  }

  /** Ten steps on noise need no pictures, and neither does saying so. */
  @Test
  void anEstimateWithoutDataIsPlannedWithoutData() {
    String run =
        ROOT.resolve("experiments/papers/ampface-wacv2023/runs/ampface-0375.yaml").toString();
    assertThat(run("train", run, "--estimate", "--classes", "85742", "--dry-run"))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Would estimate what it takes to train ");
  }

  @Test
  void whatASweepCannotDoIsRefused() {
    String sweep = ROOT.resolve("experiments/smoke/sweep.yaml").toString();
    assertThat(run("sweep", sweep, "--jobs", "-1", "--dry-run")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--jobs is -1, expected 0 or more.");
    assertThat(run("sweep", sweep, "--set", "loss.m=0.2")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--set loss.m=0.2: the sweep varies this key itself");
  }

  @Test
  void resumingNothingIsSaid(@TempDir Path folder) {
    String run = ROOT.resolve("experiments/smoke/sweep-base.yaml").toString();
    Path none = folder.resolve("none");
    assertThat(run("train", run, "--resume", "--out", none.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(run("quickstart", "--resume", "--out", none.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(none + " holds no run to resume");
    assertThat(none).doesNotExist();
  }

  @Test
  void benchIsInTheHelp() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("  bench ");
    assertThat(run("bench", "head", "--peer", "libtorch")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'./facemargin bench' in the source tree");
  }

  @Test
  void everyOptionIsDescribed() {
    for (CommandSpec command : commands()) {
      for (OptionSpec option : command.options()) {
        assertThat(option.description())
            .as(command.qualifiedName() + " " + option.longestName())
            .isNotEmpty();
      }
    }
  }
}
