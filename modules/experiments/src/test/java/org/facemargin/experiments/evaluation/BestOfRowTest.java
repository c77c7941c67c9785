package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Support;
import org.facemargin.metrics.DetectionCost;
import org.facemargin.metrics.McNemarTest;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.VerificationMetric;
import org.facemargin.report.ReportTable.Tone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestOfRowTest {

  private static Map<String, MetricValue> values(double a, double b, double c) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    values.put("A", MetricValue.of("x", a, 10));
    values.put("B", MetricValue.of("x", b, 10));
    values.put("C", MetricValue.of("x", c, 10));
    return values;
  }

  private static SystemPair pair(String first, String second, int onlyFirst, int onlySecond) {
    return new SystemPair(
        "lfw", first, second, Optional.of(McNemarTest.of(onlyFirst, onlySecond)), List.of(), "");
  }

  /** Of B and C, nine pairs are B's alone and none is C's: p = 2 · 0.5^9 = 0.0039. */
  @Test
  void theBestIsTestedAgainstTheSecondBest() {
    List<SystemPair> pairs = List.of(pair("A", "B", 3, 4), pair("B", "C", 9, 0));
    BestOfRow best = BestOfRow.of("accuracy", values(0.8, 0.95, 0.9), pairs).orElseThrow();
    assertThat(best.model()).isEqualTo("B");
    assertThat(best.p().getAsDouble()).isEqualTo(2 * Math.pow(0.5, 9));
    assertThat(best.tone()).isEqualTo(Tone.GOOD);
    assertThat(best.words()).isEqualTo("p = 0.0039");
    BestOfRow close = BestOfRow.of("accuracy", values(0.9, 0.95, 0.8), pairs).orElseThrow();
    assertThat(close.tone()).isEqualTo(Tone.OPEN);
    assertThat(close.remark()).contains("not told apart");
  }

  @Test
  void smallerErrorsAreBetterAndEqualOnesNeither() {
    assertThat(BestOfRow.of("eer", values(0.02, 0.01, Double.NaN), List.of()))
        .contains(new BestOfRow("B", Direction.LOWER, OptionalDouble.empty()));
    assertThat(BestOfRow.of("eer", values(0.01, 0.01, 0.2), List.of())).isEmpty();
    Map<String, MetricValue> unknown = values(0.01, 0.02, 0.03);
    unknown.replaceAll((model, value) -> value.with(Support.INSUFFICIENT));
    assertThat(BestOfRow.of("eer", unknown, List.of())).isEmpty();
    assertThat(BestOfRow.of("accuracy_std", values(0.01, 0.02, 0.3), List.of())).isEmpty();
    assertThat(BestOfRow.of("eer", Map.of("A", MetricValue.of("eer", 0.1, 1)), List.of()))
        .isEmpty();
  }

  /** A star says that a test was made. */
  @Test
  void whatWasNotTestedIsHighestOrLowestWithoutAStar() {
    BestOfRow highest = BestOfRow.of("auc", values(0.8, 0.95, 0.9), List.of()).orElseThrow();
    assertThat(highest.tested()).isFalse();
    assertThat(highest.words()).isEqualTo("highest");
    assertThat(highest.remark()).isEqualTo("Highest, not tested. ");
    BestOfRow lowest = BestOfRow.of("eer", values(0.02, 0.01, 0.03), List.of()).orElseThrow();
    assertThat(lowest.words()).isEqualTo("lowest");
    assertThat(lowest.remark()).doesNotContain("★");
  }

  /** No metric is without a direction, whoever adds it. */
  @Test
  void everyRegisteredNumberHasADirection() {
    MetricSettings settings =
        new MetricSettings(MetricSettings.DEFAULT.fars(), MetricSettings.DEFAULT.costs(), true);
    List<String> ids =
        NamedRegistry.of(VerificationMetric.class).all().stream()
            .flatMap(metric -> metric.statistics(settings).stream())
            .map(statistic -> statistic.id())
            .toList();
    assertThat(ids).hasSizeGreaterThan(15);
    assertThat(ids).allMatch(id -> Direction.of(id) != Direction.NEITHER);
    assertThat(MetricSettings.DEFAULT.costs())
        .isNotEmpty()
        .allMatch(DetectionCost.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accuracy|HIGHER",
        "val@far=1e-3|HIGHER",
        "rank-1@1000000|HIGHER",
        "tpir@fpir=1e-2,mean|HIGHER",
        "auc,N1D1F2|HIGHER",
        "fmr1000|LOWER",
        "zero_fnmr|LOWER",
        "min_dcf@p_target=0.01|LOWER",
        "val@far=1e-3_reached|NEITHER",
        "accuracy_standard_error|NEITHER",
      })
  void directions(String id, Direction direction) {
    assertThat(Direction.of(id)).isEqualTo(direction);
  }
}
