package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.facemargin.core.Progress;
import org.facemargin.files.yaml.ConfigReader;
import org.junit.jupiter.api.Test;

class RunEstimateTest {

  private static final String RUN =
      """
      schema: run/1
      scale: reduced
      seed: 1
      data:
        train: {kind: folder, root: not-here}
        augment: []
      model: {backbone: iresnet-tiny, input_px: 16, embedding_dim: 8}
      loss: {name: arcface, m: 0.5}
      optimizer: {name: sgd}
      schedule: {name: constant, base_lr: 0.001}
      trainer: {batch_size: 4, max_steps: 1000}
      engine: {name: nd4j, slow_path_allowed: true}
      """;

  /** Sums that follow from the sizes: 7 classes of 8 numbers; a momentum; 4 checkpoints. */
  @Test
  void sizesAreCountedAndStepsMeasured() {
    RunConfig config =
        RunConfig.from(
            "run", ConfigReader.parse("run.yaml", RUN, Path.of("").toAbsolutePath(), List.of()));
    RunEstimate found = RunEstimate.of(config, OptionalInt.of(7), Progress.SILENT);
    assertThat(found.memoryBytes()).containsEntry("class centres", 4L * 7 * 8);
    long vector = found.memoryBytes().get("backbone's weights");
    assertThat(vector).isGreaterThan(4 * found.parameters());
    assertThat(found.diskBytes())
        .isEqualTo((config.checkpoints().keepLast() + 1) * 2 * (vector + 4L * 7 * 8));
    assertThat(found.secondsInAll())
        .isCloseTo(1000 * found.secondsPerStep(), within(1e-9 * found.secondsInAll()));
    assertThat(found.lines()).anyMatch(line -> line.startsWith("To the end:"));
  }
}
