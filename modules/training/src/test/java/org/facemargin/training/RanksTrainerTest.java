package org.facemargin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.Progress;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.listeners.CheckpointListener;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks as threads against one process with the joint batch. */
class RanksTrainerTest {

  private static final int STEPS = 5;

  @TempDir Path folder;

  /** What a rank ended with. */
  private record End(float[] backbone, float[] centres, List<Double> losses) {}

  private static final class Losses implements TrainingListener {
    final List<Double> seen = new ArrayList<>();

    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      seen.add(report.loss());
    }
  }

  private static End train(
      Collective ranks, String engine, TrainingSettings settings, boolean joint, Path save) {
    Losses losses = new Losses();
    CheckpointStore store = new CheckpointStore(save, 9, Progress.SILENT, ranks);
    List<TrainingListener> listeners = List.of(losses, new CheckpointListener(store, 1));
    try (ToyRun run = new ToyRun(engine, settings, ToyRun.loss(), listeners, ranks, 1, joint)) {
      run.trainer().run();
      return new End(run.parameters(), run.centres(), losses.seen);
    }
  }

  private static void assertNear(float[] actual, float[] expected, double tolerance) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isLessThan(tolerance);
  }

  private static float[] joined(List<End> ends) {
    List<Float> all = new ArrayList<>();
    ends.forEach(
        end -> {
          for (float value : end.centres()) {
            all.add(value);
          }
        });
    float[] array = new float[all.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = all.get(i);
    }
    return array;
  }

  /** Batch statistics of all ranks: five steps of the joint batch, every array, to 1e-4. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalsOneProcessWithTheJointBatch(int size) {
    End whole =
        train(Collective.ALONE, "onednn", ToyRun.settings(STEPS), false, folder.resolve("one"));
    List<End> ends =
        RankThreads.run(
            size,
            ranks -> train(ranks, "onednn", ToyRun.settings(STEPS), true, folder.resolve("ranks")));
    for (End end : ends) {
      assertThat(end.backbone()).containsExactly(ends.get(0).backbone());
      assertNear(end.backbone(), whole.backbone(), 1e-4);
      for (int step = 0; step < STEPS; step++) {
        assertThat(end.losses().get(step)).isCloseTo(whole.losses().get(step), within(1e-4));
      }
    }
    assertNear(joined(ends), whole.centres(), 1e-4);
  }

  /** Accumulated batches: one sum after the last, the same on every rank. */
  @Test
  void accumulatedBatchesAndTheReferenceEngine() {
    List<End> ends =
        RankThreads.run(
            2, ranks -> train(ranks, "nd4j", ToyRun.settings(2, 2), false, folder.resolve("a")));
    assertThat(ends.get(1).losses()).isEqualTo(ends.get(0).losses());
    assertThat(ends.get(0).losses()).hasSize(2).allMatch(Double::isFinite);
  }

  /** Saved by two ranks, gone on with by one, two and three: what an unbroken run of two has. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void savedByTwoRanksResumedByOthers(int size) {
    Path saved = folder.resolve("saved");
    List<End> two =
        RankThreads.run(2, ranks -> train(ranks, "onednn", ToyRun.settings(STEPS), true, saved));
    for (int step = STEPS; step > 2; step--) {
      saved.resolve("step-00000000" + step + ".zip").toFile().delete();
    }
    List<End> ends =
        RankThreads.run(
            size,
            ranks -> {
              CheckpointStore store = new CheckpointStore(saved, 9, Progress.SILENT, ranks);
              try (ToyRun run =
                  new ToyRun(
                      "onednn", ToyRun.settings(STEPS), ToyRun.loss(), List.of(), ranks, 1, true)) {
                TrainingState state = store.latest(run.trainer().head().range()).orElseThrow();
                assertThat(state.step()).isEqualTo(2);
                run.trainer().restore(state);
                run.trainer().run();
                return new End(run.parameters(), run.centres(), List.of());
              }
            });
    assertNear(ends.get(0).backbone(), two.get(0).backbone(), 1e-4);
    assertNear(joined(ends), joined(two), 1e-4);
    if (size == 2) {
      assertThat(ends.get(0).backbone()).containsExactly(two.get(0).backbone());
      assertThat(joined(ends)).containsExactly(joined(two));
    }
    assertThat(CheckpointFile.read(saved.resolve("step-000000002.zip")).head().capacity())
        .isEqualTo(ToyRun.IDENTITIES * ToyRun.DIMENSION);
  }

  /** Whatever order stretches become ready in, each is sent once, from the end to the beginning. */
  @Test
  void bucketsCoverTheGradientOnce() {
    RankThreads.run(
        2,
        ranks -> {
          FloatBuffer gradient = DirectFloats.allocate(10);
          GradientSum sum = new GradientSum(ranks, gradient, 3);
          for (int pass = 1; pass <= 2; pass++) {
            for (int i = 0; i < 10; i++) {
              gradient.put(i, i);
            }
            for (int[] part : new int[][] {{8, 9}, {9, 10}, {2, 4}, {5, 8}, {4, 5}, {0, 2}}) {
              sum.ready(part[0], part[1]);
            }
            sum.finish();
            for (int i = 0; i < 10; i++) {
              assertThat(gradient.get(i)).isEqualTo(2f * i);
            }
          }
          return 0;
        });
  }
}
