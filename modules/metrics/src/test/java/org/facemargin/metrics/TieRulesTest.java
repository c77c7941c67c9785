package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tie rules of scores and grids, each on a set small enough to be counted by hand. */
class TieRulesTest {

  private static VerificationScores scores(double[] genuine, double[] impostor) {
    return VerificationScores.owning(genuine, impostor);
  }

  /** A pair at distance 0.02 is not below the threshold 2 · 0.01, and below 3 · 0.01. */
  @Test
  void aDistanceAtTheThresholdIsNotTheSame() {
    AccuracyGrid grid = new AccuracyGrid(1, 400, 0.01);
    grid.add(0, 0.02, true);
    grid.add(0, 3.5, false);
    AccuracyGrid.Confusion all = grid.of(fold -> true);
    assertThat(all.trueAccepts()[2]).isZero();
    assertThat(all.trueAccepts()[3]).isEqualTo(1);
  }

  /** Thresholds 0.03 … 0.50 all judge both pairs rightly; numpy's argmax names the first. */
  @Test
  void ofEquallyGoodThresholdsTheFirstIsTaken() {
    AccuracyGrid grid = new AccuracyGrid(1, 400, 0.01);
    grid.add(0, 0.025, true);
    grid.add(0, 0.5, false);
    assertThat(grid.of(fold -> true).firstBest()).isEqualTo(3);
  }

  /** A score at the threshold is accepted, genuine or impostor. */
  @Test
  void aScoreAtTheThresholdIsAccepted() {
    VerificationScores scores = scores(new double[] {0.7, 0.3}, new double[] {0.3, 0.1});
    assertThat(scores.genuineAtOrAbove(0.3)).isEqualTo(2);
    assertThat(scores.impostorAtOrAbove(0.3)).isEqualTo(1);
  }

  /**
   * Impostors .8 .6 .4 .2, genuines .9 .7 .5 .45 .3 : at FAR = 1/2 the curve stands at two accepts
   * from score .6 down to .4 exclusive, TAR 2/5 at .6, 3/5 at .5, 4/5 at .45. A run of one FAR:
   * nearest takes its last point, ISO its largest TAR; both 4/5.
   */
  @Test
  void ofARunOfOneRateTheLargestTarIsTaken() {
    VerificationScores scores =
        scores(new double[] {.9, .7, .5, .45, .3}, new double[] {.8, .6, .4, .2});
    OperatingPoints points = new OperatingPoints(scores);
    assertThat(points.nearest(0.5).tar()).isEqualTo(4 / 5.0);
    assertThat(points.iso(0.5).tar()).isEqualTo(4 / 5.0);
    assertThat(points.iso(0.5).threshold()).isEqualTo(.45);
  }

  /**
   * Impostors .9 … .5 in a row above the genuine .4: steps (1,0) (2,0) (3,0) (4,0) (5,0) (5,1),
   * then impostor .3: (6,1). Second differences vanish at (2,0) (3,0) (4,0): they go. For FAR 1/2 =
   * 3/6 the exact curve has a point, the peers' curve only 1/6 and 5/6, equally far: the larger is
   * taken, with the genuine that shares its FAR, so TAR 1 where the standard says 0.
   */
  @Test
  void aCollinearRunMovesThePeersNumber() {
    VerificationScores scores = scores(new double[] {.4}, new double[] {.9, .8, .7, .6, .5, .3});
    OperatingPoints points = new OperatingPoints(scores);
    RocCurve peers = RocCurve.withoutCollinearPoints(scores);
    assertThat(peers.size()).isEqualTo(5);
    assertThat(points.nearest(0.5).far()).isEqualTo(5 / 6.0);
    assertThat(points.nearest(0.5).tar()).isEqualTo(1);
    assertThat(points.iso(0.5).tar()).isZero();
    assertThat(points.iso(0.5).far()).isEqualTo(3 / 6.0);
  }

  /** |0 - 1/4| = |1/2 - 1/4|: of two equally near rates the larger. */
  @Test
  void ofEquallyNearRatesTheLargerIsTaken() {
    OperatingPoints points =
        new OperatingPoints(scores(new double[] {.9, .4}, new double[] {.5, .1}));
    assertThat(points.nearest(0.25).far()).isEqualTo(0.5);
  }

  /** Two of ten impostors tie at .8: one accept is allowed, two would come, so none does. */
  @Test
  void aTieGroupThatExceedsTheBudgetIsRefusedWhole() {
    double[] impostor = {.8, .8, .1, .1, .1, .1, .1, .1, .1, .1};
    OperatingPoint point = new OperatingPoints(scores(new double[] {.9, .8}, impostor)).iso(0.1);
    assertThat(point.falseAccepts()).isZero();
    assertThat(point.trueAccepts()).isEqualTo(1);
  }

  /** 0.3 · 10 is 3, though the double 0.3 lies below three tenths; 1e-6 of 999,999 is nothing. */
  @Test
  void budgetsAreDecimal() {
    assertThat(FalseAcceptBudget.of(0.3, 10)).isEqualTo(3);
    assertThat(FalseAcceptBudget.of(1e-6, 1_000_000)).isEqualTo(1);
    assertThat(FalseAcceptBudget.of(1e-6, 999_999)).isZero();
    assertThat(FalseAcceptBudget.of(1e-6, 15_638_932)).isEqualTo(15);
  }

  /**
   * Genuine .9 .5, impostor .5 .1: at .5 FMR 1/2, FNMR 0; above it 0 and 1/2. Both sums are 1/2, so
   * FVC2000 says 1/4; the line between (0, 1/2) and (1/2, 0) meets FNMR = FMR at 1/4 as well. The
   * threshold of two equally good points is the higher: .9.
   */
  @Test
  void ratesThatNeverMeetAreHalved() {
    EqualErrorRate rate = EqualErrorRate.of(scores(new double[] {.9, .5}, new double[] {.5, .1}));
    assertThat(rate.interpolated()).isEqualTo(0.25);
    assertThat(rate.midpoint()).isEqualTo(0.25);
    assertThat(rate.convexHull()).isEqualTo(0.25);
    assertThat(rate.threshold()).isEqualTo(.9);
  }

  /**
   * P_target 0.01, unit costs: refusing all costs 1. At .9 FNMR 1/2, FMR 0: 0.5. At .5 FMR 1/2
   * costs 99/2 alone. Least: 0.5 at .9.
   */
  @Test
  void theLeastCostIsNormalised() {
    DetectionCost.Minimum least =
        DetectionCost.unitCosts(0.01).minimum(scores(new double[] {.9, .5}, new double[] {.5, .1}));
    assertThat(least.value()).isEqualTo(0.5);
    assertThat(least.threshold()).isEqualTo(.9);
  }

  /** θ = ln(0.99/0.01) = 4.595: genuine 5 above, 4 and impostor 4.6 … FNMR 1/2, FMR 1/2. */
  @Test
  void theActualCostIsReadAtTheBayesThreshold() {
    DetectionCost cost = DetectionCost.unitCosts(0.01);
    assertThat(cost.actual(scores(new double[] {5, 4}, new double[] {4.6, -3})))
        .isEqualTo((0.01 * 0.5 + 0.99 * 0.5) / 0.01);
  }

  /** Three probes with 0, 1 and 3 non-mates at or above their mate. */
  @Test
  void aTieCostsARank() {
    CumulativeMatchCurve curve = CumulativeMatchCurve.of(new int[] {0, 1, 3}, 3);
    assertThat(curve.hits(1)).isEqualTo(1);
    assertThat(curve.hits(2)).isEqualTo(2);
    assertThat(curve.hits(3)).isEqualTo(2);
  }

  /**
   * Non-mated highest scores .6 .5 .4 .3, x = 1/2, two allowed. Peers: t = A[2 - 1] = .5, strict,
   * so mates .7 and .55 count, .5 does not. ISO: the lowest threshold with two accepts is just
   * above .4: the mate at .5 counts too.
   */
  @Test
  void thePeersOpenSetRuleIsStrict() {
    OpenSetPoint point =
        OpenSetPoint.of(
            new double[] {.7, .55, .5, Double.NEGATIVE_INFINITY},
            new double[] {.3, .6, .5, .4},
            0.5);
    assertThat(point.peers()).isEqualTo(2 / 4.0);
    assertThat(point.iso()).isEqualTo(3 / 4.0);
    assertThat(point.fpir()).isEqualTo(0.5);
  }

  /** ⌊0.1 · 4⌋ = 0: the peers answer with the highest non-mated score, the standard not at all. */
  @Test
  void anOpenSetRateOfNothingIsInsufficientData() {
    OpenSetPoint point = OpenSetPoint.of(new double[] {.7}, new double[] {.3, .6, .5, .4}, 0.1);
    assertThat(point.peers()).isEqualTo(1);
    assertThat(point.iso()).isNaN();
  }
}
