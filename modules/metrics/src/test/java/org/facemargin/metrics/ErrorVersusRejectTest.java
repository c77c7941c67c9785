package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorVersusRejectTest {

  /**
   * Ten genuine comparisons, quality 0 … 9, the two of lowest quality below the threshold: FNMR
   * 2/10, then 1/9 with one refused, 0 with two.
   */
  @Test
  void theWorstGoFirst() {
    double[] scores = {.1, .1, .9, .9, .9, .9, .9, .9, .9, .9};
    double[] quality = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    List<ErrorVersusReject.Point> points = ErrorVersusReject.of(scores, quality, 0.5);
    assertThat(points).hasSize(20);
    assertThat(points.get(0).fnmr()).isEqualTo(0.2);
    assertThat(points.get(1).rejected()).isZero();
    assertThat(points.get(2).fnmr()).isEqualTo(1 / 9.0);
    assertThat(points.get(4).fnmr()).isZero();
    assertThat(points.get(19).left()).isEqualTo(1);
  }

  /** Three of ten share the lowest quality: they are refused together, at 30 % and not before. */
  @Test
  void equalQualityIsRefusedTogether() {
    double[] scores = {.1, .1, .1, .9, .9, .9, .9, .9, .9, .9};
    double[] quality = {1, 1, 1, 2, 3, 4, 5, 6, 7, 8};
    List<ErrorVersusReject.Point> points = ErrorVersusReject.of(scores, quality, 0.5);
    assertThat(points.get(5).rejected()).isZero();
    assertThat(points.get(6).rejected()).isEqualTo(0.3);
    assertThat(points.get(6).fnmr()).isZero();
  }

  /** Two groups, one threshold: 1 of 2 genuine refused, 1 of 3 impostors accepted. */
  @Test
  void countsAddUp() {
    ErrorCounts counts =
        ErrorCounts.none()
            .and(true, true)
            .and(true, false)
            .and(false, true)
            .and(false, false)
            .and(false, false);
    assertThat(counts).isEqualTo(new ErrorCounts(2, 1, 3, 1));
    assertThat(counts.fnmr()).isEqualTo(0.5);
    assertThat(counts.fmr()).isEqualTo(1 / 3.0);
    assertThat(ErrorCounts.none().fmr()).isNaN();
    assertThat(ErrorCounts.none().fnmrInterval()).isEqualTo(ConfidenceInterval.NONE);
  }

  /** Deviates of 2.3 %, 50 % and 97.7 % are near -2, 0 and 2. */
  @Test
  void detPointsHaveDeviates() {
    assertThat(DetCurve.deviate(0.5)).isZero();
    assertThat(DetCurve.deviate(0.022750131948)).isCloseTo(-2, within(1e-9));
    List<DetCurve.Point> points =
        DetCurve.of(
            VerificationScores.owning(new double[] {.9, .6, .4}, new double[] {.7, .5, .1}), 100);
    assertThat(points).extracting(DetCurve.Point::threshold).containsExactly(.7, .6, .5);
    assertThat(points.get(0).fmr()).isEqualTo(1 / 3.0);
    assertThat(points.get(0).fnmr()).isEqualTo(2 / 3.0);
  }
}
