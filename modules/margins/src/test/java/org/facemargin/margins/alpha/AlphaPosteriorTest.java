package org.facemargin.margins.alpha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.facemargin.margins.Link.AlphaDivergence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphaPosteriorTest {

  private static final double[] LOGITS = {2, 1, 0.5, -3};

  /** Four vectors computed apart from this project (numpy, float64). */
  @ParameterizedTest
  @CsvSource({
    "1.5, 0, 2.194841351, .814649437, .162070113, .02328045, 0, 0.064230638",
    "1.5, -1, 1.747772315, .466519834, .392018544, .141461623, 0, 0.495406245",
    "1.25, -1, 1.852925080, .425043205, .383167233, .191789562, 0, 0.657051082",
    "2, -1, 1.537882843, .537882843, .462117157, 0, 0, 0.397023757"
  })
  void publishedVectors(
      double alpha,
      double logReference,
      double tau,
      double p0,
      double p1,
      double p2,
      double p3,
      double loss) {
    AlphaPosterior posterior = new AlphaPosterior(new AlphaDivergence(alpha, logReference));
    SparsePosterior found = posterior.of(LOGITS, 0);
    assertThat(found.threshold()).isCloseTo(tau, within(1e-8));
    double[] expected = {p0, p1, p2, p3};
    for (int j = 0; j < 4; j++) {
      assertThat(found.of(j)).isCloseTo(expected[j], within(1e-8));
    }
    assertThat(posterior.loss(LOGITS, 0, found)).isCloseTo(loss, within(1e-8));
  }

  private static double[] random(long seed, int count) {
    Random random = new Random(seed);
    return random.doubles(count, -6, 6).toArray();
  }

  @ParameterizedTest
  @CsvSource({"1.5, 0", "1.5, -3", "2, 0", "2, -3", "2, 1.5"})
  void sortingAndBisectionAgree(double alpha, double logReference) {
    AlphaPosterior posterior = new AlphaPosterior(new AlphaDivergence(alpha, logReference));
    for (int round = 0; round < 200; round++) {
      double[] logits = random(round, 1 + round % 60);
      int target = round % logits.length;
      SparsePosterior sorted = posterior.bySorting(logits, target);
      SparsePosterior halved = posterior.byBisection(logits, target);
      assertThat(sorted.threshold()).isCloseTo(halved.threshold(), within(1e-9));
      for (int j = 0; j < logits.length; j++) {
        assertThat(sorted.of(j)).isCloseTo(halved.of(j), within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1.25", "1.5", "1.75", "2"})
  void theLargestLogitsSufficeWhereTheCheckSaysSo(double alpha) {
    AlphaPosterior posterior = new AlphaPosterior(new AlphaDivergence(alpha, -1));
    for (int round = 0; round < 50; round++) {
      double[] logits = random(round, 400);
      SparsePosterior whole = posterior.of(logits, 17);
      SparsePosterior few = posterior.fromLargest(logits, 17, 2);
      assertThat(few.classes()).containsExactly(whole.classes());
      assertThat(few.values()).containsExactly(whole.values(), within(1e-10));
    }
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    for (double alpha : new double[] {1.25, 1.5, 2}) {
      AlphaPosterior posterior = new AlphaPosterior(new AlphaDivergence(alpha, -0.7));
      double[] logits = random(3, 12);
      double[] gradient = posterior.gradient(logits, 5);
      for (int j = 0; j < logits.length; j++) {
        double[] above = logits.clone();
        double[] below = logits.clone();
        above[j] += 1e-5;
        below[j] -= 1e-5;
        double slope =
            (posterior.loss(above, 5, posterior.of(above, 5))
                    - posterior.loss(below, 5, posterior.of(below, 5)))
                / 2e-5;
        assertThat(gradient[j]).isCloseTo(slope, within(1e-5));
      }
    }
  }

  /** α → 1: softmax of the logits with the target's moved by log q_y, that is CosFace. */
  @Test
  void towardsOneItIsCosFace() {
    double[] logits = random(8, 20);
    double margin = 0.7;
    AlphaPosterior posterior = new AlphaPosterior(new AlphaDivergence(1.000001, -margin));
    double[] moved = logits.clone();
    moved[4] -= margin;
    double logSum = Math.log(Arrays.stream(moved).map(Math::exp).sum());
    assertThat(posterior.loss(logits, 4, posterior.of(logits, 4)))
        .isCloseTo(logSum - moved[4], within(1e-4));
    for (int j = 0; j < logits.length; j++) {
      assertThat(posterior.of(logits, 4).of(j))
          .isCloseTo(Math.exp(moved[j] - logSum), within(1e-4));
    }
  }

  @Property
  void itIsADistributionThatFollowsItsLogits(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -80, max = 80) Double> values,
      @ForAll @DoubleRange(min = 1.01, max = 3) double alpha,
      @ForAll @DoubleRange(min = -12, max = 0) double logReference) {
    double[] logits = values.stream().mapToDouble(Double::doubleValue).toArray();
    SparsePosterior posterior =
        new AlphaPosterior(new AlphaDivergence(alpha, logReference)).of(logits, 0);
    assertThat(Arrays.stream(posterior.values()).sum()).isCloseTo(1, within(1e-12));
    assertThat(posterior.classes()).isSorted();
    for (int j = 2; j < logits.length; j++) {
      if (logits[j] > logits[1]) {
        assertThat(posterior.of(j)).isGreaterThanOrEqualTo(posterior.of(1) - 1e-12);
      }
    }
  }

  /**
   * Class 0's embeddings point along +y and its centre along -y: it is turned and keeps its length
   * 2; class 1 stays.
   */
  @Test
  void opposedPrototypesAreTurned() {
    PrototypeReinitialisation plan =
        new PrototypeReinitialisation(10, PrototypeReinitialisation.Which.OPPOSED);
    PrototypeReinitialisation.Directions directions = plan.directions(3, 2);
    directions.add(FloatBuffer.wrap(new float[] {0, 5, 0, 1, 1, 0}), new int[] {0, 0, 1});
    FloatBuffer centres = FloatBuffer.wrap(new float[] {0, -2, 3, 1, 1, 1});
    boolean[] replaced = plan.apply(centres, directions);
    assertThat(replaced).containsExactly(true, false, false);
    assertThat(centres.array()).containsExactly(0, 2, 3, 1, 1, 1);
  }

  /** Embeddings (3, 0) and (0, 4): the unit mean points along (1, 1), the raw one along (3, 4). */
  @Test
  void theMeanIsOfUnitOrOfRawEmbeddings() {
    float[] embeddings = {3, 0, 0, 4};
    assertThat(turned(PrototypeReinitialisation.Mean.UNIT, embeddings))
        .containsExactly((float) (5 / Math.sqrt(2)), (float) (5 / Math.sqrt(2)));
    assertThat(turned(PrototypeReinitialisation.Mean.RAW, embeddings)).containsExactly(3, 4);
  }

  private static float[] turned(PrototypeReinitialisation.Mean mean, float[] embeddings) {
    PrototypeReinitialisation plan =
        new PrototypeReinitialisation(
            1, PrototypeReinitialisation.Which.ALL, mean, PrototypeReinitialisation.Momentum.KEEP);
    PrototypeReinitialisation.Directions directions = plan.directions(1, 2);
    directions.add(FloatBuffer.wrap(embeddings), new int[] {0, 0});
    float[] centres = {5, 0};
    plan.apply(FloatBuffer.wrap(centres), directions);
    return centres;
  }
}
