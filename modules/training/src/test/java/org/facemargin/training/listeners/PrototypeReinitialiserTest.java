package org.facemargin.training.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.margins.alpha.PrototypeReinitialisation;
import org.facemargin.margins.alpha.PrototypeReinitialisation.Which;
import org.facemargin.training.StepReport;
import org.facemargin.training.ToyRun;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrototypeReinitialiserTest {

  private static final int AT = 4;
  private static final int D = ToyRun.DIMENSION;

  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  /** Class j's embeddings point along axis j; class 4 has none. */
  private PrototypeReinitialiser reinitialiser() {
    float[] embeddings = new float[4 * D];
    for (int j = 0; j < 4; j++) {
      embeddings[j * D + j] = 2;
    }
    return new PrototypeReinitialiser(
        new PrototypeReinitialisation(AT, Which.ALL),
        directions -> directions.add(FloatBuffer.wrap(embeddings), new int[] {0, 1, 2, 3}),
        notes::add);
  }

  /** Keeps the centres and the momentum as they are after a step, and a checkpoint. */
  private static final class Look implements TrainingListener {
    private final int at;
    private final Path file;
    float[] centres;
    float[] momentum;

    Look(int at, Path file) {
      this.at = at;
      this.file = file;
    }

    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      if (run.step() == at) {
        centres = array(run.state().head());
        momentum = array(run.state().headSlots().get(0));
        CheckpointFile.write(file, run.state());
      }
    }

    private static float[] array(FloatBuffer buffer) {
      float[] values = new float[buffer.remaining()];
      buffer.duplicate().get(values);
      return values;
    }
  }

  @Test
  void centresTurnToTheirClassAndForgetTheirMomentum() {
    Look look = new Look(AT, folder.resolve("at.zip"));
    try (ToyRun run =
        new ToyRun(ToyRun.settings(6), ToyRun.loss(), List.of(reinitialiser(), look))) {
      run.trainer().run();
    }
    for (int j = 0; j < 4; j++) {
      float[] row = Arrays.copyOfRange(look.centres, j * D, j * D + D);
      assertThat(row[j]).isPositive();
      row[j] = 0;
      assertThat(row).containsOnly(0);
      assertThat(Arrays.copyOfRange(look.momentum, j * D, j * D + D)).containsOnly(0);
    }
    assertThat(Arrays.copyOfRange(look.centres, 4 * D, 5 * D)).doesNotContain(0);
    assertThat(notes)
        .containsExactly(
            "Step 4: 4 of 5 class centres replaced by the mean direction of their class.");
  }

  /** From a checkpoint before, and from one at the very step: the same bits as without a break. */
  @Test
  void aResumedRunEqualsAnUnbrokenOne() {
    Path before = folder.resolve("before.zip");
    Path at = folder.resolve("at.zip");
    float[] whole;
    try (ToyRun run =
        new ToyRun(
            ToyRun.settings(8),
            ToyRun.loss(),
            List.of(reinitialiser(), new Look(AT - 1, before), new Look(AT, at)))) {
      run.trainer().run();
      whole = run.centres();
    }
    for (Path checkpoint : List.of(before, at)) {
      try (ToyRun run = new ToyRun(ToyRun.settings(8), ToyRun.loss(), List.of(reinitialiser()))) {
        run.trainer().restore(CheckpointFile.read(checkpoint));
        run.trainer().run();
        assertThat(run.centres()).as("from %s", checkpoint).containsExactly(whole);
      }
    }
    assertThat(notes).hasSize(2);
  }
}
