package org.facemargin.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.checkpoints.TrainingState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code train} in real processes: 41 people, iresnet-tiny, a joint batch of 12. The rate is small
 * because rounding grows from step to step: at 32 and 0.05 five steps of one process under two
 * instruction sets end 3.6e-4 apart, as far as two ranks from one.
 */
class TrainRanksTest {

  private static final String MAIN = "org.facemargin.cli.Main";
  private static final String RUN =
      """
      schema: run/1
      scale: reduced
      seed: 1
      data:
        train: {kind: toy-faces, seed: 1, identities: 41, images_per_identity: 4, size_px: 32}
        augment: [horizontal-flip]
        in_memory: true
      model: {backbone: iresnet-tiny, input_px: 32, embedding_dim: 32}
      loss: {name: arcface, scale: 4, m: 0.3}
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 5e-4}
      schedule: {name: cosine, base_lr: 0.005, warmup_steps: 2}
      trainer: {batch_size: 12, max_steps: %d}
      ranks: {batch_norm: synchronised}
      engine: {name: onednn, slow_path_allowed: true}
      checkpoints: {every_steps: %d, keep_last: 100}
      """;

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void fiveSteps() throws IOException {
    run = write(5, 1);
  }

  private Path write(int steps, int every) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), String.format(RUN, steps, every));
  }

  private List<String> train(String out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", run.toString(), "--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private JavaProcess start(String name, Map<String, String> environment, List<String> arguments) {
    return JavaProcess.start(folder.resolve(name + ".txt"), environment, MAIN, arguments);
  }

  private void succeed(List<String> arguments) throws InterruptedException {
    JavaProcess process = start("output", Map.of(), arguments);
    assertThat(process.await()).as(process.output()).isZero();
  }

  private Path checkpoint(String out, int step) {
    return folder.resolve(out).resolve(String.format("checkpoints/step-%09d.zip", step));
  }

  private static void assertNear(TrainingState actual, TrainingState expected, double tolerance) {
    assertThat(difference(backbone(actual), backbone(expected))).isLessThan(tolerance);
    assertThat(difference(centres(actual), centres(expected))).isLessThan(tolerance);
  }

  private static float[] backbone(TrainingState state) {
    return state.graph().params().data().asFloat();
  }

  private static float[] centres(TrainingState state) {
    float[] values = new float[state.head().remaining()];
    state.head().duplicate().get(values);
    return values;
  }

  private static double difference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  /** One result, one checkpoint; equal to one process with the joint batch; then other sizes. */
  @Test
  void localRanksEqualOneProcessAndOtherNumbersGoOn() throws Exception {
    succeed(train("one"));
    succeed(train("two", "--ranks", "2", "--rank-timeout", "60"));
    assertThat(Files.readString(folder.resolve("output.txt"))).contains("equal bit for bit");
    assertThat(folder.resolve("two/result.json")).exists();
    assertThat(folder.resolve("two/checkpoint.zip")).exists();
    TrainingState one = CheckpointFile.read(checkpoint("one", 5));
    TrainingState two = CheckpointFile.read(checkpoint("two", 5));
    assertNear(two, one, 1e-4);
    for (int size : new int[] {1, 2, 3}) {
      copyUntilStep2("two", "from-" + size);
      succeed(train("from-" + size, "--resume", "--ranks", "" + size, "--rank-timeout", "60"));
      TrainingState resumed = CheckpointFile.read(checkpoint("from-" + size, 5));
      assertNear(resumed, two, 1e-4);
      if (size == 2) {
        assertThat(backbone(resumed)).containsExactly(backbone(two));
        assertThat(centres(resumed)).containsExactly(centres(two));
      }
    }
  }

  private void copyUntilStep2(String from, String to) throws IOException {
    Path target = Files.createDirectories(folder.resolve(to).resolve("checkpoints"));
    Files.copy(folder.resolve(from).resolve("config.yaml"), target.resolveSibling("config.yaml"));
    for (int step = 1; step <= 2; step++) {
      Path file = checkpoint(from, step);
      Files.copy(file, target.resolve(file.getFileName()));
    }
  }

  /** Killed or stopped in mid-run: the other ends by itself and names it; a restart goes on. */
  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void aLostRankIsNamedAndTheRunGoesOn(String signal) throws Exception {
    run = write(120, 4);
    int port = JavaProcess.freePort();
    List<String> arguments = train("run", "--rank-timeout", "30");
    JavaProcess zero = start("rank-0", JavaProcess.rank(0, 2, port), arguments);
    JavaProcess one = start("rank-1", JavaProcess.rank(1, 2, port), arguments);
    awaitCheckpoint(zero);
    String pid = String.valueOf(one.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    assertThat(zero.await()).as(zero.output()).isEqualTo(1);
    assertThat(zero.output()).contains("Rank 1 died, left or is suspended");
    one.process().destroyForcibly().waitFor();
    succeed(train("run", "--resume", "--ranks", "2", "--rank-timeout", "60"));
    assertThat(Files.readString(folder.resolve("output.txt"))).contains("Continuing from step");
    assertThat(checkpoint("run", 120)).exists();
  }

  private void awaitCheckpoint(JavaProcess process) throws Exception {
    while (process.process().isAlive()) {
      Path checkpoints = folder.resolve("run/checkpoints");
      if (Files.isDirectory(checkpoints)) {
        try (Stream<Path> files = Files.list(checkpoints)) {
          if (files.anyMatch(file -> file.toString().endsWith(".zip"))) {
            return;
          }
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("ended before a checkpoint: " + process.output());
  }

  @Test
  void ranksThatDoNotAgreeSaySo() throws InterruptedException {
    int port = JavaProcess.freePort();
    JavaProcess zero = start("rank-0", JavaProcess.rank(0, 2, port), train("run"));
    JavaProcess one =
        start("rank-1", JavaProcess.rank(1, 2, port), train("run", "--set", "seed=2"));
    for (JavaProcess process : List.of(zero, one)) {
      assertThat(process.await()).as(process.output()).isEqualTo(2);
      assertThat(process.output()).contains("Rank 1 has another configuration");
    }
  }
}
