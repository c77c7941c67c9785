package org.facemargin.evaluation.megaface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;

class MegaFaceRulesTest {

  @Test
  void setsAreNestedSeededAndWithoutNoise() {
    BitSet noisy = new BitSet();
    noisy.set(3);
    DistractorSets sets = DistractorSets.of(100, List.of(10, 50, 1000), noisy, 1);
    assertThat(sets.sizes()).containsExactly(10, 50);
    assertThat(sets.smallest()[3]).isEqualTo(-1);
    assertThat(count(sets, 0)).isBetween(9L, 10L);
    assertThat(count(sets, 0) + count(sets, 1)).isBetween(49L, 50L);
    assertThat(DistractorSets.of(100, List.of(10, 50), noisy, 1).smallest())
        .containsExactly(sets.smallest());
    assertThat(DistractorSets.of(100, List.of(10, 50), noisy, 2).smallest())
        .isNotEqualTo(sets.smallest());
  }

  private static long count(DistractorSets sets, int set) {
    return Arrays.stream(sets.smallest()).filter(one -> one == set).count();
  }

  @Test
  void aListSmallerThanEverySetIsAnError() {
    assertThatThrownBy(() -> DistractorSets.of(5, List.of(10), new BitSet(), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("The list has 5 distractors");
  }

  /**
   * Clean pictures (1, 0) and (0, 1): the centre is (1, 1)/√2; the jitter moves it by less than
   * 0.001.
   */
  @Test
  void noisyProbesBecomeTheirIdentitysCentre() {
    BitSet noisy = new BitSet();
    noisy.set(2);
    double[][] centre = {{1, 0}, {0, 1}, {-1, 0}};
    NoisyProbes.CENTRE.replace(centre, new int[] {4, 4, 4}, noisy, 1);
    assertThat(centre[2])
        .containsExactly(new double[] {Math.sqrt(0.5), Math.sqrt(0.5)}, within(1e-15));
    double[][] jittered = {{1, 0}, {0, 1}, {-1, 0}};
    NoisyProbes.JITTERED_CENTRE.replace(jittered, new int[] {4, 4, 4}, noisy, 1);
    assertThat(jittered[2]).isNotEqualTo(centre[2]).containsExactly(centre[2], within(1e-3));
    double[][] again = {{1, 0}, {0, 1}, {-1, 0}};
    NoisyProbes.JITTERED_CENTRE.replace(again, new int[] {4, 4, 4}, noisy, 1);
    assertThat(again[2]).containsExactly(jittered[2]);
    double[][] kept = {{1, 0}, {0, 1}, {-1, 0}};
    NoisyProbes.KEPT.replace(kept, new int[] {4, 4, 4}, noisy, 1);
    assertThat(kept[2]).containsExactly(-1, 0);
  }

  @Test
  void anIdentityOfNoiseAloneIsAnError() {
    BitSet noisy = new BitSet();
    noisy.set(0, 2);
    assertThatThrownBy(
            () ->
                NoisyProbes.CENTRE.replace(
                    new double[][] {{1, 0}, {0, 1}}, new int[] {1, 1}, noisy, 1))
        .isInstanceOf(DataException.class);
  }
}
