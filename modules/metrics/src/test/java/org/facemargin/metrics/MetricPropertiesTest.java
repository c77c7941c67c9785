package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;

/** What must hold of every registered metric, whatever the scores. */
class MetricPropertiesTest {

  private static final Set<String> CHANGES_UNDER_MAPS = Set.of("d-prime", "act-dcf");
  private static final MetricSettings ALL =
      new MetricSettings(
          List.of(0.01, 0.1, 0.5),
          List.of(DetectionCost.unitCosts(0.01), new DetectionCost(0.3, 10, 1)),
          true);

  record Scores(double[] genuine, double[] impostor) {

    VerificationScores sorted() {
      return VerificationScores.owning(genuine.clone(), impostor.clone());
    }

    Scores mapped(DoubleUnaryOperator map) {
      return new Scores(
          Arrays.stream(genuine).map(map).toArray(), Arrays.stream(impostor).map(map).toArray());
    }

    Scores twice() {
      return new Scores(doubled(genuine), doubled(impostor));
    }

    private static double[] doubled(double[] values) {
      double[] twice = Arrays.copyOf(values, 2 * values.length);
      System.arraycopy(values, 0, twice, values.length, values.length);
      return twice;
    }
  }

  /** Scores on a grid of 24 values, so that ties within and across both kinds are the rule. */
  @Provide
  Arbitrary<Scores> tied() {
    Arbitrary<double[]> some =
        Arbitraries.integers()
            .between(-8, 15)
            .map(i -> i / 8.0)
            .array(Double[].class)
            .ofMinSize(1)
            .ofMaxSize(60)
            .map(boxed -> Arrays.stream(boxed).mapToDouble(Double::doubleValue).toArray());
    return Combinators.combine(some, some).as(Scores::new);
  }

  @Property
  void ratesLieBetweenNothingAndAll(@ForAll("tied") Scores scores) {
    for (Statistic statistic : statistics()) {
      double value = statistic.of(scores.sorted());
      if (statistic.kind() == MetricValue.Kind.RATE && !Double.isNaN(value)) {
        assertThat(value).as(statistic.id()).isBetween(0.0, 1.0);
      }
    }
  }

  /** The interface's own walk over every step is the reference; some scores are infinite. */
  @Property
  void budgetsAreFoundByHalvesAsByWalking(@ForAll("tied") Scores scores) {
    VerificationScores sorted =
        scores.mapped(score -> Math.abs(score) > 1 ? score / 0.0 : score).sorted();
    ScoreSteps walked =
        new ScoreSteps() {
          @Override
          public int genuineCount() {
            return sorted.genuineCount();
          }

          @Override
          public int impostorCount() {
            return sorted.impostorCount();
          }

          @Override
          public void forEachStep(StepVisitor visitor) {
            sorted.forEachStep(visitor);
          }
        };
    for (int budget = 0; budget <= sorted.impostorCount() + 1; budget++) {
      assertThat(sorted.trueAcceptsWithin(budget)).isEqualTo(walked.trueAcceptsWithin(budget));
    }
  }

  @Property
  void increasingMapsChangeNothing(@ForAll("tied") Scores scores) {
    Scores mapped = scores.mapped(score -> Math.exp(3 * score) - 7);
    for (VerificationMetric metric : NamedRegistry.of(VerificationMetric.class).all()) {
      if (!CHANGES_UNDER_MAPS.contains(metric.name())) {
        for (Statistic statistic : metric.statistics(ALL)) {
          assertThat(statistic.of(mapped.sorted()))
              .as(statistic.id())
              .isEqualTo(Double.valueOf(statistic.of(scores.sorted())));
        }
      }
    }
  }

  /** All comparisons once more: rates stay, only the budget of tiny rates grows. */
  @Property
  void everythingTwiceIsTheSame(@ForAll("tied") Scores scores) {
    for (String name : List.of("eer", "auc", "d-prime", "min-dcf", "act-dcf")) {
      for (Statistic statistic :
          NamedRegistry.of(VerificationMetric.class).get(name).statistics(ALL)) {
        double once = statistic.of(scores.sorted());
        double twice = statistic.of(scores.twice().sorted());
        if (Double.isFinite(once)) {
          assertThat(twice)
              .as(statistic.id())
              .isCloseTo(once, within(1e-12 + 1e-12 * Math.abs(once)));
        }
      }
    }
  }

  @Property
  void aCurveRisesInBothRates(@ForAll("tied") Scores scores) {
    for (RocCurve curve :
        List.of(
            RocCurve.exact(scores.sorted()), RocCurve.withoutCollinearPoints(scores.sorted()))) {
      for (int point = 1; point < curve.size(); point++) {
        assertThat(curve.threshold(point)).isLessThan(curve.threshold(point - 1));
        assertThat(curve.falseAccepts(point)).isGreaterThanOrEqualTo(curve.falseAccepts(point - 1));
        assertThat(curve.trueAccepts(point)).isGreaterThanOrEqualTo(curve.trueAccepts(point - 1));
      }
      assertThat(curve.far(curve.size() - 1)).isEqualTo(1);
      assertThat(curve.tar(curve.size() - 1)).isEqualTo(1);
    }
  }

  @Property
  void aLargerRateAllowsNoSmallerTar(@ForAll("tied") Scores scores) {
    OperatingPoints points = new OperatingPoints(scores.sorted());
    double before = 0;
    for (double far : new double[] {0.02, 0.05, 0.1, 0.3, 0.7, 1}) {
      OperatingPoint point = points.iso(far);
      if (point.sufficient()) {
        assertThat(point.far()).isLessThanOrEqualTo(far);
        assertThat(point.falseAccepts()).isLessThanOrEqualTo((int) point.falseAcceptBudget());
        assertThat(point.tar()).isGreaterThanOrEqualTo(before);
        assertThat(point.tar()).isEqualTo(TrueAcceptMetric.iso(scores.sorted(), far));
        assertThat(scores.sorted().farAt(point.threshold())).isEqualTo(point.far());
        before = point.tar();
      }
    }
  }

  @Property
  void theHullLiesBelowTheCurve(@ForAll("tied") Scores scores) {
    EqualErrorRate rate = EqualErrorRate.of(scores.sorted());
    assertThat(rate.convexHull()).isLessThanOrEqualTo(rate.interpolated() + 1e-15);
    assertThat(rate.interpolated()).isLessThanOrEqualTo(2 * rate.midpoint() + 1e-15);
  }

  @Property
  void refusingAndAcceptingEverythingBoundTheCost(@ForAll("tied") Scores scores) {
    for (DetectionCost cost : ALL.costs()) {
      double least = cost.minimum(scores.sorted()).value();
      assertThat(least).isBetween(0.0, 1.0);
      assertThat(cost.actual(scores.sorted())).isGreaterThanOrEqualTo(least);
    }
  }

  /** P(genuine above impostor) + half the ties, pair by pair. */
  @Property(tries = 200)
  void theAreaIsAProbability(@ForAll("tied") Scores scores) {
    double above = 0;
    for (double g : scores.genuine()) {
      for (double i : scores.impostor()) {
        above += g > i ? 1 : g == i ? 0.5 : 0;
      }
    }
    double area = AreaMetric.area(scores.sorted());
    assertThat(area)
        .isCloseTo(above / scores.genuine().length / scores.impostor().length, within(1e-14));
    assertThat(RocCurve.withoutCollinearPoints(scores.sorted()).area()).isEqualTo(area);
  }

  private static List<Statistic> statistics() {
    return NamedRegistry.of(VerificationMetric.class).all().stream()
        .flatMap(metric -> metric.statistics(ALL).stream())
        .toList();
  }
}
