package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AscendingTest {

  @Test
  void sortsAsTheLibraryDoes() {
    Random random = new Random(5);
    double[] odd = {0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
    for (int length : new int[] {0, 1, 2, 7, 1000, 1001, 200_003}) {
      for (int values : new int[] {2, 50, Integer.MAX_VALUE}) {
        double[] drawn = new double[length];
        Arrays.setAll(
            drawn,
            i ->
                random.nextInt(20) == 0
                    ? odd[random.nextInt(odd.length)]
                    : random.nextInt(values) - values / 2.0);
        double[] sorted = drawn.clone();
        Arrays.sort(sorted);
        for (int parts : new int[] {1, 2, 4, 8}) {
          double[] ours = drawn.clone();
          Ascending.sort(ours, parts);
          assertThat(ours).isEqualTo(sorted);
        }
        double[] ours = drawn.clone();
        Ascending.sort(ours);
        assertThat(ours).isEqualTo(sorted);
      }
    }
  }
}
