package org.facemargin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.facemargin.margins.LossState;
import org.facemargin.training.settings.LossPlan;
import org.junit.jupiter.api.Test;

class GradientPeaksTest {

  private static double slope(GradientPeaks peaks, LossPlan plan, long step, double... degrees) {
    float[] cosines = new float[degrees.length];
    float[] norms = new float[degrees.length];
    for (int i = 0; i < degrees.length; i++) {
      cosines[i] = (float) Math.cos(Math.toRadians(degrees[i]));
      norms[i] = 2;
    }
    return peaks.marginSlope(plan, step, LossState.NONE, cosines, norms);
  }

  /** ArcFace, exact: dz/dc = sin(θ + m) / sin θ, larger the smaller θ: at 10° with m = 0.5. */
  @Test
  void theSlopeIsTheLargestOfTheBatch() {
    LossPlan exact = LossPlan.fixed("arcface", Map.of("m", "0.5", "gradient", "exact"));
    double theta = Math.toRadians(10);
    assertThat(slope(new GradientPeaks(), exact, 0, 80, 10, 45))
        .isCloseTo(Math.sin(theta + 0.5) / Math.sin(theta), within(1e-4));
  }

  @Test
  void aDetachedMarginHasSlopeOne() {
    LossPlan detached = LossPlan.fixed("arcface", Map.of("m", "0.5", "gradient", "detached"));
    assertThat(slope(new GradientPeaks(), detached, 0, 80, 10)).isEqualTo(1);
  }

  @Test
  void theSlopeFollowsTheRampOfTheMargin() {
    LossPlan.Ramp ramp = new LossPlan.Ramp("m", 0, 0.5, 10, 1);
    LossPlan plan = new LossPlan("arcface", Map.of("gradient", "exact"), Optional.of(ramp));
    GradientPeaks peaks = new GradientPeaks();
    assertThat(slope(peaks, plan, 0, 30)).isCloseTo(1, within(1e-5));
    assertThat(slope(peaks, plan, 10, 30))
        .isCloseTo(Math.sin(Math.PI / 6 + 0.5) / 0.5, within(1e-4));
  }

  /**
   * Two images, d = 2. L is their mean, so that an image's own gradient is twice its row: norms 2 ·
   * 5 and 2 · 1, times ‖x‖ = 3 and 20: 30 and 40.
   */
  @Test
  void theEmbeddingGradientIsAnImagesOwnOnTheUnitSphere() {
    FloatBuffer gradient = FloatBuffer.wrap(new float[] {3, 4, 0, 1});
    assertThat(GradientPeaks.embeddingGradient(gradient, 2, new float[] {3, 20}, 0))
        .isCloseTo(40, within(1e-9));
  }
}
