package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.training.StepReport;
import org.junit.jupiter.api.Test;

/** A run of 40 steps: two steps to each of twenty stretches. */
class TargetAnglesTest {

  private static final long STEPS = 40;

  /** A step whose two pictures are at these angles. */
  private static StepReport step(long step, double... degrees) {
    float[] cosines = new float[degrees.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = (float) Math.cos(Math.toRadians(degrees[i]));
    }
    return new StepReport(step, 2, 1, 0, 0.1, 1, 1, 1, 1, 1, 0, cosines, new float[2], new int[2]);
  }

  private static TargetAngles after(TargetAngles angles, int from, int to) {
    IntStream.range(from, to).forEach(i -> angles.stepDone(step(i, i, i + 20), null));
    return angles;
  }

  /** Steps 0 and 1 have 0, 20, 1, 21: mean 10.5; the last two 38, 58, 39, 59: 48.5. */
  @Test
  void aStretchIsNamedByWhereItEnds() {
    Measurement found = after(new TargetAngles(STEPS), 0, 40).measurement(STEPS);
    assertThat(found.metrics()).hasSize(20).extracting(MetricValue::count).containsOnly(4L);
    assertThat(found.metrics().stream().map(MetricValue::id).toList())
        .startsWith("target_deg@0.05", "target_deg@1e-1", "target_deg@0.15")
        .endsWith("target_deg@0.9", "target_deg@0.95", "target_deg@1");
    assertThat(found.metric("target_deg@0.05").orElseThrow().value()).isCloseTo(10.5, within(1e-3));
    assertThat(found.metric("target_deg@1").orElseThrow().value()).isCloseTo(48.5, within(1e-3));
  }

  @Test
  void aRunThatIsContinuedReportsWhatAnUnbrokenOneDoes() {
    TargetAngles first = after(new TargetAngles(STEPS), 0, 11);
    assertThat(first.measurement(11).metrics()).hasSize(6);
    TargetAngles second = new TargetAngles(STEPS);
    second.restore(first.state());
    assertThat(after(second, 11, 40).measurement(STEPS))
        .isEqualTo(after(new TargetAngles(STEPS), 0, 40).measurement(STEPS));
  }
}
