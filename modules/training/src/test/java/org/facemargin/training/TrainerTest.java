package org.facemargin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.settings.LossPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

  @TempDir Path folder;

  private static final class Recorder implements TrainingListener {
    final List<StepReport> reports = new ArrayList<>();

    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      reports.add(report);
    }

    double loss(int index) {
      return reports.get(index).loss();
    }
  }

  @Test
  void learnsToTellIdentitiesApart() {
    Recorder recorder = new Recorder();
    try (ToyRun run = new ToyRun(ToyRun.settings(60), ToyRun.loss(), List.of(recorder))) {
      TrainingOutcome outcome = run.trainer().run();
      assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.COMPLETED);
      assertThat(outcome.step()).isEqualTo(60);
    }
    assertThat(recorder.reports).hasSize(60);
    assertThat(recorder.loss(59)).isLessThan(recorder.loss(0) / 3);
    assertThat(recorder.reports.get(59).meanTargetCosine()).isGreaterThan(0.6);
    assertThat(recorder.reports).allMatch(report -> report.images() == ToyRun.BATCH);
  }

  /** Twelve steps in one go, and five, a checkpoint, and seven more: the same bits everywhere. */
  @Test
  void aResumedRunEqualsAnUnbrokenOneBitForBit() {
    Recorder unbroken = new Recorder();
    float[] parameters;
    float[] centres;
    try (ToyRun run = new ToyRun(ToyRun.settings(12), ToyRun.loss(), List.of(unbroken))) {
      run.trainer().run();
      parameters = run.parameters();
      centres = run.centres();
    }
    Path file = folder.resolve("checkpoint.zip");
    TrainingListener stopAtFive =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            if (run.step() == 5) {
              CheckpointFile.write(file, run.state());
              run.stop("five");
            }
          }
        };
    try (ToyRun run = new ToyRun(ToyRun.settings(12), ToyRun.loss(), List.of(stopAtFive))) {
      assertThat(run.trainer().run().end()).isEqualTo(TrainingOutcome.End.STOPPED);
    }
    Recorder resumed = new Recorder();
    try (ToyRun run = new ToyRun(ToyRun.settings(12), ToyRun.loss(), List.of(resumed))) {
      run.trainer().restore(CheckpointFile.read(file));
      run.trainer().run();
      assertThat(run.parameters()).containsExactly(parameters);
      assertThat(run.centres()).containsExactly(centres);
    }
    assertThat(resumed.reports).hasSize(7);
    assertThat(resumed.loss(6)).isEqualTo(unbroken.loss(11));
  }

  /**
   * The mean gradient of two batches makes the step: with plain SGD of rate 1 and no decay, the
   * change of the class centres over one accumulated step is the mean of the changes that either
   * batch alone makes. (The head's gradient of the second batch does not depend on the first:
   * parameters move only at the end.)
   */
  @Test
  void accumulationDivides() {
    TrainingSettings twice = plain(1, 2);
    float[] start;
    float[] both;
    double loss;
    Recorder recorder = new Recorder();
    try (ToyRun run = new ToyRun(twice, ToyRun.loss(), List.of(recorder))) {
      start = run.centres();
      run.trainer().run();
      both = run.centres();
      loss = recorder.loss(0);
      assertThat(recorder.reports.get(0).images()).isEqualTo(2 * ToyRun.BATCH);
    }
    Recorder single = new Recorder();
    TrainingListener undo =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            run.stop("one");
          }
        };
    float[] first;
    try (ToyRun run = new ToyRun(plain(2, 1), ToyRun.loss(), List.of(single, undo))) {
      run.trainer().run();
      first = run.centres();
    }
    // batch 1 alone, from the same start: the run with accumulation 1 sought to step 1
    float[] second;
    try (ToyRun run = new ToyRun(plain(2, 1), ToyRun.loss(), List.of(single, undo))) {
      var state = run.trainer().state();
      run.trainer()
          .restore(
              new org.facemargin.training.checkpoints.TrainingState(
                  1,
                  state.graph(),
                  state.averaged(),
                  state.head(),
                  state.backboneSlots(),
                  state.headSlots(),
                  state.loss(),
                  state.lossState(),
                  state.listeners(),
                  state.configuration()));
      run.trainer().run();
      second = run.centres();
    }
    assertThat(loss).isCloseTo((single.loss(0) + single.loss(1)) / 2, within(1e-5));
    double largest = 0;
    for (int i = 0; i < start.length; i++) {
      double expected = ((first[i] - start[i]) + (second[i] - start[i])) / 2;
      assertThat(both[i] - start[i]).isCloseTo((float) expected, within(2e-5f));
      largest = Math.max(largest, Math.abs(expected));
    }
    assertThat(largest).isGreaterThan(1e-3);
  }

  private static TrainingSettings plain(long steps, int accumulation) {
    return new TrainingSettings(
        steps,
        accumulation,
        OptimiserFactory.create("sgd", Map.of("momentum", "0", "weight_decay", "0")),
        DecayPolicy.ALL,
        LearningRate.constant(0.001),
        Double.POSITIVE_INFINITY,
        0);
  }

  @Test
  void aMarginRisesInStairs() {
    LossPlan plan =
        new LossPlan(
            "arcface", Map.of("scale", "16"), Optional.of(new LossPlan.Ramp("m", 0, 0.4, 8, 2)));
    List<String> margins = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            margins.add(run.lossPlan().resolvedAt(report.step()).get("m"));
          }
        };
    try (ToyRun run = new ToyRun(ToyRun.settings(10), plan, List.of(listener))) {
      run.trainer().run();
    }
    assertThat(margins)
        .containsExactly(
            "0.0",
            "0.0",
            "0.1",
            "0.1",
            "0.2",
            "0.2",
            "0.30000000000000004",
            "0.30000000000000004",
            "0.4",
            "0.4");
  }

  @Test
  void somebodyOutsideCanStopIt() {
    try (ToyRun run = new ToyRun(ToyRun.settings(10), ToyRun.loss(), List.of())) {
      run.trainer().requestStop("Ctrl-C");
      TrainingOutcome outcome = run.trainer().run();
      assertThat(outcome)
          .isEqualTo(new TrainingOutcome(TrainingOutcome.End.INTERRUPTED, 0, "Ctrl-C"));
      assertThat(run.trainer().run().end()).isEqualTo(TrainingOutcome.End.COMPLETED);
    }
  }

  /**
   * A rate that blows the first step up: the second finds no number and leaves everything as it
   * was.
   */
  @Test
  void nothingThatIsNoNumberReachesAParameter() {
    TrainingSettings wild =
        new TrainingSettings(
            5,
            1,
            OptimiserFactory.create("sgd", Map.of("momentum", "0", "weight_decay", "0")),
            DecayPolicy.ALL,
            LearningRate.constant(1e30),
            Double.POSITIVE_INFINITY,
            0);
    List<float[]> after = new ArrayList<>();
    List<float[]> before = new ArrayList<>();
    try (ToyRun run = new ToyRun(wild, ToyRun.loss(), List.of(new Snapshots(after, before)))) {
      TrainingOutcome outcome = run.trainer().run();
      assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.NOT_FINITE);
      assertThat(outcome.reason()).contains("not a number at step");
      assertThat(run.parameters()).containsExactly(after.get(after.size() - 2));
    }
  }

  private record Snapshots(List<float[]> after, List<float[]> before) implements TrainingListener {
    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      float[] values = new float[run.executor().parameters().remaining()];
      run.executor().parameters().get(values);
      after.add(values);
    }
  }

  @Test
  void averagedWeightsAreThereForTheTimeOfATaskOnly() {
    try (ToyRun run = new ToyRun(ToyRun.settings(4), ToyRun.loss(), List.of())) {
      run.trainer().run();
      float[] trained = run.parameters();
      run.trainer().withAveragedWeights(() -> assertThat(run.parameters()).isNotEqualTo(trained));
      assertThat(run.parameters()).containsExactly(trained);
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> ToyRun.settings(0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at least one step");
    assertThatThrownBy(() -> ToyRun.settings(5, 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("accumulation of 0");
  }
}
