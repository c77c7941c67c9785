package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.faces.noise.NoiseKind;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.margins.LossState;
import org.facemargin.margins.Margins;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.heads.MarginHead;
import org.junit.jupiter.api.Test;

class NoiseWeightsTest {

  private static final double SCALE = 64;

  private final HeadFactory heads =
      loss -> new FusedMarginHead(loss, 2, 2, FusedHeadOptions.defaults());

  private static double value(Measurement found, String id) {
    return found.metric(id).orElseThrow().value();
  }

  /**
   * Centres on the two axes, softmax of scale 64: posteriors are 0 and 1 to ten digits. A clean
   * picture has no gradient. A bright one with the wrong label, at 0° and 90°, is pulled to the
   * other axis by 64 and pushed along itself, which a unit vector cannot follow: 64. A dark one, at
   * 60° and 30°, by the tangents' lengths: 64 (sin 60° + sin 30°).
   */
  @Test
  void weightsAreThoseOfTheGradient() {
    NoisyFaces noisy = new NoisyFaces(new NoiseAnglesTest.TwoGreys(), NoiseKind.CLOSED_SET, 0.4, 3);
    NoiseWeights weights =
        new NoiseWeights(noisy, noisy, 1, new NoiseAnglesTest.ByBrightness(), heads, 7);
    try (MarginHead head = heads.create(Margins.create("softmax", Map.of("scale", "64")))) {
      head.weights().put(0, new float[] {3, 0, 0, 0.5f});
      weights.look(head, LossState.NONE, 0.2);
    }
    Measurement found = weights.measurement(1);
    int[] wrong = IntStream.range(0, NoiseAnglesTest.SIZE).filter(i -> !noisy.isClean(i)).toArray();
    long bright = IntStream.of(wrong).filter(i -> i % 2 == 0).count();
    long dark = wrong.length - bright;
    double ofDark = SCALE * (Math.sqrt(3) / 2 + 0.5);
    double mean = (bright * SCALE + dark * ofDark) / wrong.length;
    assertThat(value(found, "weight_noisy@0.2")).isCloseTo(mean, within(1e-3));
    assertThat(value(found, "weight_clean@0.2")).isCloseTo(0, within(1e-3));
    assertThat(value(found, "degrees_noisy@0.2"))
        .isCloseTo((bright * 90.0 + dark * 60) / wrong.length, within(1e-2));
    // four of forty pictures are furthest: bright ones, at 90 degrees
    assertThat(bright).isGreaterThanOrEqualTo(4);
    assertThat(value(found, "weight_outer@0.2")).isCloseTo(SCALE, within(1e-3));
    assertThat(value(found, "noisy_outer@0.2")).isEqualTo(1);
    assertThat(value(found, "weight_inner@0.2"))
        .isCloseTo((mean * wrong.length - 4 * SCALE) / 36, within(1e-3));
    NoiseWeights restored =
        new NoiseWeights(noisy, noisy, 1, new NoiseAnglesTest.ByBrightness(), heads, 7);
    restored.restore(weights.state());
    assertThat(restored.measurement(1)).isEqualTo(found);
  }
}
