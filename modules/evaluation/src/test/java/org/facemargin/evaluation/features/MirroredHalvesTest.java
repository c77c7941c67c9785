package org.facemargin.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MirroredHalvesTest {

  private static final int ROWS = 300;
  private static final int HALF = 64;

  private static ArrayFeatures rows(double noise) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[ROWS * 2 * HALF];
    for (int row = 0; row < ROWS; row++) {
      for (int k = 0; k < HALF; k++) {
        double shared = random.nextGaussian();
        values[(2 * row) * HALF + k] = (float) shared;
        values[(2 * row + 1) * HALF + k] =
            (float) (noise < 1 ? shared + noise * random.nextGaussian() : random.nextGaussian());
      }
    }
    return new ArrayFeatures(ROWS, 2 * HALF, values);
  }

  /** Noise of half the signal's deviation: cosine 1 / √1.25 = 0.894. */
  @Test
  void aPictureAndItsMirrorImageAreAlike() {
    MirroredHalves halves = MirroredHalves.of(rows(0.5));
    assertThat(halves.rowCosine()).isCloseTo(0.894, org.assertj.core.api.Assertions.within(0.02));
    assertThat(halves.plausible()).isTrue();
    assertThat(halves.words(128)).contains("64 of the picture").doesNotContain("WARNING");
  }

  @Test
  void twoHalvesOfOneEmbeddingAreNot() {
    MirroredHalves halves = MirroredHalves.of(rows(1));
    assertThat(halves.plausible()).isFalse();
    assertThat(halves.words(128)).contains("WARNING", "--set features.flip=none");
  }
}
