package org.facemargin.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training process killed without warning at five random steps ends where an unbroken one does,
 * to the bit.
 */
class KilledRunTest {

  private static final int KILLS = 5;

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void endsWhereAnUnbrokenRunEnds() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Path broken = Files.createDirectories(folder.resolve("broken"));
    List<Integer> kills =
        random
            .ints(1, InterruptibleToyRun.STEPS - 5)
            .distinct()
            .limit(KILLS)
            .sorted()
            .boxed()
            .toList();
    for (int at : kills) {
      assertThat(killAfter(broken, at, random.nextInt(30)))
          .as("killed at step %d of kills %s, seed %d", at, kills, seed)
          .isTrue();
      assertThat(broken.resolve("end.txt")).doesNotExist();
    }
    assertThat(killAfter(broken, Integer.MAX_VALUE, 0)).isFalse();

    Path unbroken = Files.createDirectories(folder.resolve("unbroken"));
    assertThat(killAfter(unbroken, Integer.MAX_VALUE, 0)).isFalse();
    assertThat(broken.resolve("end.txt"))
        .as("kills %s, seed %d", kills, seed)
        .hasSameTextualContentAs(unbroken.resolve("end.txt"));
    assertThat(losses(broken)).hasSize(InterruptibleToyRun.STEPS).isEqualTo(losses(unbroken));
  }

  /** Kills the process when it has made {@code step} steps; whether it was still running. */
  private static boolean killAfter(Path folder, int step, int delayMs)
      throws IOException, InterruptedException {
    Process process = start(folder);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("step ") && Integer.parseInt(line.substring(5)) >= step) {
          Thread.sleep(delayMs);
          process.destroyForcibly();
          break;
        }
      }
    }
    return process.waitFor() != 0;
  }

  private static Process start(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            InterruptibleToyRun.class.getName(),
            folder.toString());
    builder.environment().put("OMP_NUM_THREADS", "2");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.redirectErrorStream(true);
    return builder.start();
  }

  /** The loss of every step, as written. */
  private static List<String> losses(Path folder) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("metrics.jsonl"))) {
      return lines
          .map(line -> line.replaceAll(".*(\"step\":\\d+).*(\"loss\":[^,]+),.*", "$1 $2"))
          .toList();
    }
  }
}
