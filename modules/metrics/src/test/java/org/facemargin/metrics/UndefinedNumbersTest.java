package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where scores leave a number undefined, there is none: never an infinity. */
class UndefinedNumbersTest {

  private static double dPrime(double[] genuine, double[] impostor) {
    return SensitivityMetric.sensitivity(VerificationScores.owning(genuine, impostor));
  }

  /** Genuine 3 and 1: mean 2, variance 1; impostors both 0: d' = 2 / √(1/2) = 2 √2. */
  @Test
  void oneKindThatVariesIsEnough() {
    assertThat(dPrime(new double[] {3, 1}, new double[] {0, 0}))
        .isCloseTo(2 * Math.sqrt(2), within(1e-15));
    assertThat(dPrime(new double[] {0, 0}, new double[] {3, 1}))
        .isCloseTo(-2 * Math.sqrt(2), within(1e-15));
  }

  /** 49 times 0.1 over 49 is not 0.1 in doubles: a variance alone would not be zero. */
  @Test
  void withoutASpreadThereIsNoSensitivity() {
    assertThat(dPrime(new double[] {0.9}, new double[] {0.1})).isNaN();
    assertThat(dPrime(new double[] {0.5, 0.5}, new double[] {0.5})).isNaN();
    for (int n = 1; n < 200; n++) {
      double[] genuine = new double[n];
      double[] impostor = new double[n];
      Arrays.fill(genuine, 0.7);
      Arrays.fill(impostor, 0.1);
      assertThat(dPrime(genuine, impostor)).as("%d of each", n).isNaN();
    }
  }

  static Stream<Arguments> scores() {
    return Stream.of(
        Arguments.of(new double[] {0.9}, new double[] {0.1}),
        Arguments.of(new double[] {0.1}, new double[] {0.9}),
        Arguments.of(new double[] {0.5}, new double[] {0.5}),
        Arguments.of(new double[] {1e308, 1e308, -1e308}, new double[] {-1e308, -1e308, 1e308}),
        Arguments.of(new double[] {Double.MIN_VALUE}, new double[] {0}),
        Arguments.of(new double[] {0.3, 0.1}, new double[] {0.3, 0.1}));
  }

  /** And every one of them says why there is none. */
  @ParameterizedTest
  @MethodSource("scores")
  void everyNumberIsFiniteOrHasAReason(double[] genuine, double[] impostor) {
    VerificationScores scores = VerificationScores.owning(genuine.clone(), impostor.clone());
    List<Statistic> all =
        NamedRegistry.of(VerificationMetric.class).all().stream()
            .flatMap(metric -> metric.statistics(MetricSettings.DEFAULT).stream())
            .toList();
    assertThat(all).hasSizeGreaterThan(10);
    for (Statistic statistic : all) {
      assertThat(Double.isInfinite(statistic.of(scores))).as(statistic.id()).isFalse();
      assertThat(statistic.undefined()).as(statistic.id()).isNotBlank();
    }
  }

  /** Replicates without a spread leave the interval open rather than endless. */
  @Test
  void anIntervalIsNeverEndless() {
    double[] scores = {0.9, 0.9, 0.8, 0.1, 0.1, 0.1};
    boolean[] same = {true, true, true, false, false, false};
    Bootstrap bootstrap = new Bootstrap(Resampling.ofComparisons(same), 200, 1);
    List<Statistic> dPrime = new SensitivityMetric().statistics(MetricSettings.DEFAULT);
    ScoreTable table = new ScoreTable(scores, same);
    assertThat(bootstrap.intervals(table, dPrime)).containsExactly(ConfidenceInterval.NONE);
    assertThat(PairedBootstrap.of(table, table, dPrime, bootstrap).get(0).pValue()).isNaN();
  }
}
