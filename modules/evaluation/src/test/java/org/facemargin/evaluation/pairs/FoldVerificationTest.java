package org.facemargin.evaluation.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.junit.jupiter.api.Test;

class FoldVerificationTest {

  private static PairList pairs(int folds, boolean... same) {
    return new PairList(new int[same.length], new int[same.length], same, folds);
  }

  private static FoldVerification run(PairList pairs, double... distances) {
    return FoldVerification.of(new PairDistances(distances, 1), pairs, 1e-3);
  }

  /** 11 pairs in 3 folds: 4, 4, 3, as KFold has them. */
  @Test
  void earlierFoldsTakeTheRest() {
    PairList pairs = pairs(3, new boolean[11]);
    int[] sizes = new int[3];
    for (int i = 0; i < 11; i++) {
      sizes[pairs.foldOf(i)]++;
    }
    assertThat(sizes).containsExactly(4, 4, 3);
  }

  /**
   * A distance on a threshold is not below it. Training fold: same 0.5, different 1.0. Every
   * threshold in (0.5, 1.0] is right on both; the first on the grid is 0.51. On the test fold a
   * same pair at 0.51 is not strictly below 0.51, so it is missed; the different pair at 0.52 is
   * rejected: accuracy 1/2.
   */
  @Test
  void ofEquallyGoodThresholdsTheFirstAndStrictlyBelow() {
    FoldVerification result = run(pairs(2, true, false, true, false), 51 * 0.01, 0.52, 0.5, 1.0);
    assertThat(result.folds().get(0).threshold()).isEqualTo(51 * 0.01);
    assertThat(result.folds().get(0).accuracy()).isEqualTo(0.5);
  }

  /**
   * Cosines: fold 0 same 0.8, different 0.45, 0.4; fold 1 same 0.5, different 0.25, 0.2. Chosen on
   * fold 1, the lowest of the best thresholds lies just above 0.25 and lets two in: 1/3. Chosen on
   * fold 0, it lies just above 0.45: 1. The highest would give 1 and 2/3.
   */
  @Test
  void ofEquallyGoodCosinesTheLowest() {
    PairList pairs = pairs(2, true, false, false, true, false, false);
    FoldVerification result = run(pairs, .4, 1.1, 1.2, 1.0, 1.5, 1.6);
    assertThat(result.accuracyByCosine().mean()).isCloseTo(2 / 3.0, within(1e-15));
  }

  /** A cosine on a threshold is at it: same 0.5 twice, different 0.4995, both folds all right. */
  @Test
  void aCosineOnItsThresholdIsCalledSame() {
    FoldVerification result = run(pairs(2, true, false, true, false), 1.0, 1.001, 1.0, 1.001);
    assertThat(result.accuracyByCosine().mean()).isEqualTo(1);
  }

  /**
   * Training different pairs at 0.2 and 1.0, target FAR 0.25. On the fine grid FAR is 0 up to 0.200
   * and 1/2 from 0.201 on: the last point with FAR ≤ 0.25 is 0.200, the next 0.201, and the
   * threshold lies (0.25 - 0)/(0.5 - 0) = half way.
   */
  @Test
  void theValThresholdIsInterpolatedBehindTheLastOfEqualRates() {
    PairList pairs = pairs(2, true, false, false, true, false, false);
    FoldVerification result =
        FoldVerification.of(
            new PairDistances(new double[] {.1, 1, 1, .1, .2, 1.0}, 1), pairs, 0.25);
    assertThat(result.folds().get(0).valThreshold()).isCloseTo(0.2005, within(1e-12));
  }

  @Test
  void aFoldOfOneKindIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> run(pairs(2, true, true, false, false), .1, .2, .3, .4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Fold 1 of 2 has 2 same and 0 different pairs")
        .hasMessageContaining("interleaved");
  }

  /**
   * (3, 4) + mirrored (1, -4) = (4, 0), unit (1, 0); (0, 2) twice is (0, 1): squared distance 2.
   * Norms 5, √17, 2, 2.
   */
  @Test
  void rawEmbeddingsAreSummedBeforeTheyAreNormalised() {
    ArrayFeatures features = new ArrayFeatures(2, 4, new float[] {3, 4, 1, -4, 0, 2, 0, 2});
    PairList pairs =
        new PairList(new int[] {0, 0}, new int[] {1, 0}, new boolean[] {false, true}, 2);
    PairDistances distances = PairDistances.of(features, FlipPolicy.SUM, pairs);
    assertThat(distances.values()).containsExactly(2, 0);
    assertThat(distances.meanNorm()).isCloseTo((5 + Math.sqrt(17) + 2 + 2) / 4, within(1e-12));
  }

  /**
   * Against the protocol written down naively, with doubles and loops, on distances full of ties.
   */
  @Test
  void agreesWithANaiveReading() {
    Random random = new Random(5);
    boolean[] same = new boolean[603];
    double[] distances = new double[603];
    for (int i = 0; i < same.length; i++) {
      same[i] = random.nextBoolean();
      distances[i] = (same[i] ? 80 : 120) * 0.01 + 0.01 * random.nextInt(100);
    }
    PairList pairs = pairs(10, same);
    FoldVerification result = run(pairs, distances);
    double sum = 0;
    for (int fold = 0; fold < 10; fold++) {
      double naive = naiveAccuracy(pairs, distances, fold);
      assertThat(result.folds().get(fold).accuracy()).as("fold %s", fold).isEqualTo(naive);
      sum += naive;
    }
    assertThat(result.accuracy().mean()).isCloseTo(sum / 10, within(1e-15));
  }

  private static double naiveAccuracy(PairList pairs, double[] distances, int fold) {
    double best = -1;
    double threshold = 0;
    for (int t = 0; t < 400; t++) {
      double accuracy = share(pairs, distances, fold, false, t * 0.01);
      if (accuracy > best) {
        best = accuracy;
        threshold = t * 0.01;
      }
    }
    return share(pairs, distances, fold, true, threshold);
  }

  private static double share(
      PairList pairs, double[] distances, int fold, boolean test, double threshold) {
    int right = 0;
    int all = 0;
    for (int i = 0; i < distances.length; i++) {
      if ((pairs.foldOf(i) == fold) == test) {
        all++;
        right += (distances[i] < threshold) == pairs.same()[i] ? 1 : 0;
      }
    }
    return (double) right / all;
  }
}
