package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OperatingPointsTest {

  private static VerificationScores scores(double[] genuine, double[] impostor) {
    return VerificationScores.owning(genuine, impostor);
  }

  /**
   * Genuine and impostor share the score 0.5: one step takes both, so the curve goes (0,0), (0,1),
   * (1,2), (2,2).
   */
  @Test
  void equalScoresAreOneStep() {
    RocCurve roc = RocCurve.exact(scores(new double[] {.9, .5}, new double[] {.5, .1}));
    assertThat(roc.size()).isEqualTo(4);
    assertThat(roc.falseAccepts(2)).isEqualTo(1);
    assertThat(roc.trueAccepts(2)).isEqualTo(2);
    assertThat(roc.area()).isEqualTo((0.5 * 1.5 + 0.5 * 2) / 2.0);
  }

  /**
   * Three impostors in a row add (1, 0) each: the middle one is collinear and only the exact curve
   * has it.
   */
  @Test
  void straightRunsLoseTheirInterior() {
    VerificationScores scores = scores(new double[] {.9, .2}, new double[] {.5, .4, .3});
    assertThat(RocCurve.exact(scores).size()).isEqualTo(6);
    assertThat(RocCurve.withoutCollinearPoints(scores).size()).isLessThan(6);
    assertThat(RocCurve.withoutCollinearPoints(scores).area())
        .isEqualTo(RocCurve.exact(scores).area());
  }

  /** FAR 0 and 1/2 are equally near to 1/4: the later point, with the larger FAR, is taken. */
  @Test
  void ofEquallyNearRatesTheLargerIsTaken() {
    OperatingPoints points =
        new OperatingPoints(scores(new double[] {.9, .4}, new double[] {.5, .1}));
    assertThat(points.nearest(0.25).far()).isEqualTo(0.5);
  }

  /**
   * Two of ten impostors at 0.8: FAR ≤ 0.1 allows one accept, but the tie brings two, so the
   * threshold lies above both.
   */
  @Test
  void aTieAtTheIsoThresholdIsExcludedWhole() {
    double[] impostor = {.8, .8, .1, .1, .1, .1, .1, .1, .1, .1};
    OperatingPoint point =
        new OperatingPoints(scores(new double[] {.9, .85, .8, .2}, impostor)).iso(0.1);
    assertThat(point.falseAccepts()).isZero();
    assertThat(point.tar()).isEqualTo(0.5);
    assertThat(point.threshold()).isEqualTo(0.85);
  }

  @Test
  void aBudgetOfNothingIsInsufficientData() {
    OperatingPoint point =
        new OperatingPoints(scores(new double[] {.9}, new double[] {.1, .2})).iso(1e-3);
    assertThat(point.sufficient()).isFalse();
    assertThat(point.tar()).isNaN();
  }

  /** Random scores with many ties, against counting by hand at every distinct score. */
  @Test
  void agreesWithCountingOnScoresFullOfTies() {
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      double[] genuine = random.ints(200, 30, 60).mapToDouble(i -> i / 64.0).toArray();
      double[] impostor = random.ints(900, 0, 45).mapToDouble(i -> i / 64.0).toArray();
      OperatingPoints points = new OperatingPoints(scores(genuine.clone(), impostor.clone()));
      for (double far : new double[] {0.01, 0.1, 0.5}) {
        assertThat(points.iso(far).tar()).isEqualTo(largestTar(genuine, impostor, far));
        assertThat(points.nearest(far).far()).isIn(rates(impostor, genuine));
      }
    }
  }

  private static double largestTar(double[] genuine, double[] impostor, double far) {
    double best = 0;
    for (double threshold : thresholds(genuine, impostor)) {
      if (atOrAbove(impostor, threshold) / 900.0 <= far) {
        best = Math.max(best, atOrAbove(genuine, threshold) / 200.0);
      }
    }
    return best;
  }

  private static List<Double> rates(double[] impostor, double[] genuine) {
    List<Double> rates = new ArrayList<>(List.of(0.0));
    for (double threshold : thresholds(genuine, impostor)) {
      rates.add(atOrAbove(impostor, threshold) / 900.0);
    }
    return rates;
  }

  private static TreeSet<Double> thresholds(double[] a, double[] b) {
    TreeSet<Double> all = new TreeSet<>();
    for (double value : a) {
      all.add(value);
    }
    for (double value : b) {
      all.add(value);
    }
    return all;
  }

  private static int atOrAbove(double[] scores, double threshold) {
    int count = 0;
    for (double score : scores) {
      count += score >= threshold ? 1 : 0;
    }
    return count;
  }

  /**
   * Wilson, 1927, for 8 of 10 at 95 %: z = 1.959964, centre (0.8 + z²/20)/(1 + z²/10) = 0.71674,
   * half-width 0.22659.
   */
  @Test
  void wilsonsInterval() {
    ConfidenceInterval interval = ConfidenceInterval.wilson(8, 10);
    assertThat(interval.low()).isCloseTo(0.4902, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.9433, within(1e-4));
  }
}
