package org.facemargin.evaluation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreKernelsTest {

  private static ScoreKernels vectors() {
    assumeThat(ModuleLayer.boot().findModule("jdk.incubator.vector"))
        .as("this Java was started with its Vector API")
        .isPresent();
    assertThat(ScoreKernels.get()).isNotInstanceOf(PlainKernels.class);
    return ScoreKernels.get();
  }

  @Test
  void dotProductsHaveTheBitsOfThePlainLoop() {
    ScoreKernels kernels = vectors();
    Random random = new Random(11);
    int[] first = {0, 1, 2, 3, 4, 0, 5};
    int[] second = {5, 4, 3, 3, 0, 1, 2};
    for (int d : new int[] {0, 1, 7, 8, 15, 64, 509, 512}) {
      double[][] vectors = new double[6][];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = random.doubles(d, -1, 1).toArray();
      }
      double[] target = new double[5];
      kernels.dots(vectors, first, second, 2, target, 1);
      assertThat(target[0]).isZero();
      double[] all = new double[first.length];
      UnitVectors.dots(vectors, first, second, 0, all, 0, first.length);
      for (int i = 0; i < first.length; i++) {
        double plain = UnitVectors.dot(vectors[first[i]], vectors[second[i]]);
        assertThat(all[i]).isEqualTo(plain);
        if (i >= 2 && i < 6) {
          assertThat(target[i - 1]).isEqualTo(plain);
        }
      }
    }
  }

  @Test
  void scoresAreFoundAsThePlainLoopFindsThem() {
    ScoreKernels kernels = vectors();
    Random random = new Random(12);
    for (int count : new int[] {0, 1, 15, 16, 17, 100, 2048}) {
      float[] scores = new float[count + 3];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextInt(10) == 0 ? Float.NaN : random.nextInt(5);
      }
      for (float low : new float[] {-1, 2, 4, 9, Float.NaN}) {
        int[] found = new int[count];
        int[] plain = new int[count];
        int size = kernels.atLeast(low, scores, count, found);
        assertThat(size).isEqualTo(new PlainKernels().atLeast(low, scores, count, plain));
        assertThat(found).isEqualTo(plain);
      }
    }
  }
}
