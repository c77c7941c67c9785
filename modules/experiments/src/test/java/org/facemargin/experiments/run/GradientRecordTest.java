package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.facemargin.experiments.record.GradientPeak;
import org.facemargin.training.StepReport;
import org.junit.jupiter.api.Test;

class GradientRecordTest {

  private static StepReport step(long step, double slope, double embedding, double backbone) {
    return new StepReport(
        step,
        1,
        1,
        0,
        0.1,
        backbone,
        1,
        slope,
        embedding,
        1,
        0,
        new float[1],
        new float[1],
        new int[1]);
  }

  /** Slopes 1, 5, 3: the largest is 5, at step 1, and the mean 3; a resumed record goes on. */
  @Test
  void theLargestTheirStepAndTheMeanAreKeptOverAResume() {
    GradientRecord before = new GradientRecord();
    before.stepDone(step(0, 1, 10, 7), null);
    before.stepDone(step(1, 5, 20, 6), null);
    GradientRecord after = new GradientRecord();
    after.restore(before.state());
    after.stepDone(step(2, 3, 30, 5), null);
    assertThat(after.peaks())
        .containsExactly(
            new GradientPeak(GradientPeak.MARGIN_SLOPE, 5, 1, 3),
            new GradientPeak(GradientPeak.EMBEDDING, 30, 2, 20),
            new GradientPeak(GradientPeak.BACKBONE, 7, 0, 6));
  }

  /** A step whose loss was no number changed nothing and is no peak. */
  @Test
  void aStepThatIsNoNumberIsLeftOut() {
    GradientRecord record = new GradientRecord();
    record.stepDone(step(0, 1, Double.NaN, Double.NaN), null);
    assertThat(record.peaks()).isEmpty();
  }
}
