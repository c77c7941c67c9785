package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.facemargin.core.MetricValue;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static final Statistic AREA =
      Statistic.of("auc", MetricValue.Kind.NUMBER, AreaMetric::area);
  private static final Statistic TAR =
      Statistic.of("tar", MetricValue.Kind.RATE, scores -> TrueAcceptMetric.iso(scores, 0.1));

  private static final int COMPARISONS = 600;
  private final boolean[] same = new boolean[COMPARISONS];
  private final double[] scores = new double[COMPARISONS];

  BootstrapTest() {
    Random random = new Random(11);
    for (int k = 0; k < COMPARISONS; k++) {
      same[k] = k % 3 == 0;
      scores[k] = random.nextGaussian() + (same[k] ? 2 : 0);
    }
  }

  /**
   * A replicate holds each kind as often as the data; a subject drawn never takes its pairs along.
   */
  @Test
  void drawsWhatTheyPromise() {
    Resampling.Draw draw = Resampling.ofComparisons(same).draw(new SplittableRandom(5));
    int genuine = 0;
    int impostor = 0;
    for (int k = 0; k < COMPARISONS; k++) {
      genuine += same[k] ? draw.times(k) : 0;
      impostor += same[k] ? 0 : draw.times(k);
    }
    assertThat(genuine).isEqualTo(200);
    assertThat(impostor).isEqualTo(400);
  }

  /** What a draw finds by halves, or keeps, is what a walk over its steps finds; with ties too. */
  @Test
  void aDrawIsReadAsItsStepsAre() {
    double[] rounded = Arrays.stream(scores).map(score -> Math.rint(4 * score) / 4).toArray();
    for (double[] values : new double[][] {scores, rounded}) {
      ScoreTable table = new ScoreTable(values, same);
      for (int seed = 0; seed < 20; seed++) {
        ScoreSteps drawn =
            table.resampled(Resampling.ofComparisons(same).draw(new SplittableRandom(seed)));
        for (long budget : new long[] {0, 1, 3, 10, 57, 399, 400, 1000}) {
          int[] walked = {0};
          drawn.forEachStep(
              (threshold, falseAccepts, trueAccepts) ->
                  walked[0] = falseAccepts <= budget ? trueAccepts : walked[0]);
          assertThat(drawn.trueAcceptsWithin(budget)).isEqualTo(walked[0]);
        }
        assertThat(drawn.curve().area()).isEqualTo(RocCurve.exact(drawn).area(), within(1e-12));
      }
    }
  }

  /** Subjects 0, 1, 2 drawn a, b, c times: (0,0) a times, (0,1) a·b, (1,2) b·c. */
  @Test
  void aPairOfTwoSubjectsComesAsOftenAsBoth() {
    Resampling.Draw draw =
        Resampling.ofSubjects(new int[] {0, 0, 1, 1, 2}, new int[] {0, 1, 2, 1, 2}, 3)
            .draw(new SplittableRandom(1));
    int a = draw.times(0);
    int b = draw.times(3);
    int c = draw.times(4);
    assertThat(a + b + c).isEqualTo(3);
    assertThat(draw.times(1)).isEqualTo(a * b);
    assertThat(draw.times(2)).isEqualTo(b * c);
  }

  @Test
  void neitherThreadsNorOtherNumbersMatter() throws ExecutionException, InterruptedException {
    Bootstrap bootstrap = new Bootstrap(Resampling.ofComparisons(same), 200, 7);
    ScoreTable table = new ScoreTable(scores, same);
    ConfidenceInterval alone = bootstrap.intervals(table, List.of(TAR)).get(0);
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      List<ConfidenceInterval> both =
          one.submit(() -> bootstrap.intervals(table, List.of(AREA, TAR))).get();
      assertThat(both.get(1)).isEqualTo(alone);
    } finally {
      one.shutdown();
    }
  }

  /**
   * The bootstrap spread of an AUC A over n genuines and m impostors is near Hanley and McNeil's
   * (Radiology 143, 1982): A(1-A) + (n-1)(A/(2-A) - A²) + (m-1)(2A²/(1+A) - A²), all over nm.
   */
  @Test
  void theAreasIntervalIsAsWideAsTheoryHasIt() {
    ScoreTable table = new ScoreTable(scores, same);
    double a = AREA.of(table.steps());
    double n = 200;
    double m = 400;
    double variance =
        (a * (1 - a) + (n - 1) * (a / (2 - a) - a * a) + (m - 1) * (2 * a * a / (1 + a) - a * a))
            / (n * m);
    ConfidenceInterval interval =
        new Bootstrap(Resampling.ofComparisons(same), 2000, 3)
            .intervals(table, List.of(AREA))
            .get(0);
    double width = 2 * 1.96 * Math.sqrt(variance);
    assertThat(interval.high() - interval.low()).isCloseTo(width, within(0.25 * width));
    assertThat(a).isBetween(interval.low(), interval.high());
  }

  /** Scores that repeat a subject's ten times over: drawing subjects must widen the interval. */
  @Test
  void subjectsThatRepeatWidenTheInterval() {
    int[] subject = new int[COMPARISONS];
    double[] repeated = new double[COMPARISONS];
    boolean[] labels = new boolean[COMPARISONS];
    for (int k = 0; k < COMPARISONS; k++) {
      subject[k] = k / 10;
      repeated[k] = scores[subject[k]];
      labels[k] = same[subject[k]];
    }
    ScoreTable table = new ScoreTable(repeated, labels);
    ConfidenceInterval narrow =
        new Bootstrap(Resampling.ofComparisons(labels), 500, 1)
            .intervals(table, List.of(AREA))
            .get(0);
    ConfidenceInterval wide =
        new Bootstrap(Resampling.ofSubjects(subject, subject, COMPARISONS / 10), 500, 1)
            .intervals(table, List.of(AREA))
            .get(0);
    assertThat(wide.high() - wide.low()).isGreaterThan(2 * (narrow.high() - narrow.low()));
  }

  @Test
  void aNumberUndefinedInAReplicateHasNoInterval() {
    Statistic undefined = Statistic.of("none", MetricValue.Kind.NUMBER, steps -> Double.NaN);
    ConfidenceInterval interval =
        new Bootstrap(Resampling.ofComparisons(same), 10, 1)
            .intervals(new ScoreTable(scores, same), List.of(undefined))
            .get(0);
    assertThat(interval).isEqualTo(ConfidenceInterval.NONE);
  }

  @Test
  void aSystemDoesNotDifferFromItself() {
    ScoreTable table = new ScoreTable(scores, same);
    Bootstrap bootstrap = new Bootstrap(Resampling.ofComparisons(same), 100, 1);
    PairedBootstrap test = PairedBootstrap.of(table, table, List.of(TAR), bootstrap).get(0);
    assertThat(test.difference()).isZero();
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.interval()).isEqualTo(new ConfidenceInterval(0, 0));
  }

  /** Noise of one standard deviation on top costs accuracy beyond doubt. */
  @Test
  void aWorseSystemIsTold() {
    Random random = new Random(4);
    double[] worse = new double[COMPARISONS];
    for (int k = 0; k < COMPARISONS; k++) {
      worse[k] = scores[k] + 2 * random.nextGaussian();
    }
    PairedBootstrap test =
        PairedBootstrap.of(
                new ScoreTable(scores, same),
                new ScoreTable(worse, same),
                List.of(AREA),
                new Bootstrap(Resampling.ofComparisons(same), 999, 1))
            .get(0);
    assertThat(test.difference()).isPositive();
    assertThat(test.interval().low()).isPositive();
    assertThat(test.pValue()).isEqualTo(2.0 / 1000);
  }
}
