package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands killed without warning at random moments and run again leave what an unbroken run
 * leaves, records included (clocks and the history of resumes aside). One kill a command by
 * default; {@code -Dfacemargin.kills=100} for the long run, {@code -Dfacemargin.kills.seed=N} to
 * repeat the moments.
 */
class RandomKillsTest {

  private static final Path EXPERIMENTS =
      Path.of("..", "..", "experiments").toAbsolutePath().normalize();
  private static final int COMMANDS = 5;

  @TempDir Path folder;
  private final long seed = Long.getLong("facemargin.kills.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  /** Makes the arguments that leave a command's results in a folder. */
  private interface Command {
    List<String> into(Path out);
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void whatIsLeftIsWhatAnUnbrokenRunLeaves() throws IOException, InterruptedException {
    Path toys = folder.resolve("toys");
    assertThat(start(makeToys(toys)).waitFor()).isZero();
    Path landmarks = landmarks(toys);
    Path scores = Files.writeString(folder.resolve("scores.txt"), scores());
    List<Command> commands =
        List.of(
            out ->
                List.of(
                    "train",
                    EXPERIMENTS.resolve("smoke/sweep-base.yaml").toString(),
                    Files.exists(out.resolve("config.yaml")) ? "--resume" : "--quiet",
                    "--set",
                    "checkpoints.every_steps=2",
                    "--set",
                    "trainer.max_steps=12",
                    "--out",
                    out.toString()),
            out ->
                List.of(
                    "sweep", EXPERIMENTS.resolve("smoke/sweep.yaml").toString(),
                    "--out", out.toString()),
            out -> List.of("evaluate", "--scores", scores.toString(), "--out", out.toString()),
            out ->
                List.of(
                    "align",
                    toys.toString(),
                    out.toString(),
                    "--landmarks",
                    landmarks.toString(),
                    "--threads",
                    "1"),
            out -> List.of("data", "convert", toys.toString(), out.resolve("toys.rec").toString()));
    int each = Integer.getInteger("facemargin.kills", COMMANDS) / COMMANDS;
    for (Command command : commands) {
      killed(command, Math.max(1, each));
    }
  }

  private void killed(Command command, int kills) throws IOException, InterruptedException {
    Path unbroken = folder.resolve("unbroken");
    Path broken = folder.resolve("broken");
    String name = command.into(unbroken).get(0);
    long begun = System.nanoTime();
    assertThat(start(command.into(unbroken)).waitFor()).as(name).isZero();
    long millis = (System.nanoTime() - begun) / 1_000_000;
    Map<String, String> expected = FolderContent.timeless(unbroken);
    List<Long> moments = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      moments.add(random.nextLong(millis / 4, millis));
      Process process = start(command.into(broken));
      if (!process.waitFor(moments.get(kill), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    String where = name + ", seed " + seed + ", killed after " + moments + " ms";
    assertThat(start(command.into(broken)).waitFor()).as(where).isZero();
    assertThat(differences(expected, FolderContent.timeless(broken))).as(where).isEmpty();
    remove(unbroken);
    remove(broken);
  }

  /** Files and entries that are not the same, by name; both texts where they are short. */
  private static List<String> differences(Map<String, String> one, Map<String, String> other) {
    TreeSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(one.get(name), other.get(name)))
        .map(name -> name + ": " + one.get(name) + " / " + other.get(name))
        .map(text -> text.substring(0, Math.min(text.length(), 1000)))
        .toList();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static List<String> makeToys(Path toys) {
    return List.of(
        "data",
        "make-toy",
        toys.toString(),
        "--identities",
        "40",
        "--images-per-identity",
        "8",
        "--size-px",
        "48");
  }

  /** The same five points for every picture. */
  private Path landmarks(Path toys) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> pictures = Files.walk(toys)) {
      pictures
          .filter(path -> path.toString().matches(".*\\.(jpg|png)"))
          .map(path -> toys.relativize(path).toString())
          .sorted()
          .forEach(path -> lines.append(path).append(" 15 18 33 18 24 26 17 34 31 34 0.9\n"));
    }
    return Files.writeString(folder.resolve("five.txt"), lines);
  }

  private static String scores() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      lines.append(i % 2).append(' ').append(random.nextDouble() + i % 2 * 0.3).append('\n');
    }
    return lines.toString();
  }

  private static Process start(List<String> arguments) throws IOException {
    return CommandProcess.of(arguments, 2).redirectErrorStream(true).start();
  }
}
