package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/**
 * FVC2000's operating points: FMRn is the lowest FNMR with FMR at most 1/n, ZeroFMR the lowest FNMR
 * with no false match, ZeroFNMR the lowest FMR with no false non-match (D. Maio et al., IEEE TPAMI
 * 24, 2002).
 */
@AutoService(VerificationMetric.class)
public final class FalseNonMatchMetric implements VerificationMetric {

  private static final int[] DENOMINATORS = {10, 20, 100, 1000, 10000};

  @Override
  public String name() {
    return "fmr-n";
  }

  @Override
  public String description() {
    return "fmr10 … fmr10000: lowest FNMR with FMR at most 1/10 … 1/10000; zero_fmr: lowest FNMR"
        + " without a false match; zero_fnmr: lowest FMR without a false non-match (FVC2000)";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    List<Statistic> all = new ArrayList<>();
    for (int n : DENOMINATORS) {
      all.add(Statistic.at("fmr" + n, 1.0 / n, Kind.RATE, scores -> within(scores, 1.0 / n)));
    }
    all.add(Statistic.of("zero_fmr", Kind.RATE, FalseNonMatchMetric::zeroFmr));
    all.add(Statistic.of("zero_fnmr", Kind.RATE, FalseNonMatchMetric::zeroFnmr));
    return all;
  }

  /** Lowest FNMR with FMR at most {@code fmr}; NaN where ⌊fmr · impostors⌋ = 0. */
  public static double within(ScoreSteps scores, double fmr) {
    long budget = FalseAcceptBudget.of(fmr, scores.impostorCount());
    return budget == 0 ? Double.NaN : refusedWithin(scores, budget);
  }

  /** Lowest FNMR without a false match. */
  public static double zeroFmr(ScoreSteps scores) {
    return refusedWithin(scores, 0);
  }

  private static double refusedWithin(ScoreSteps scores, long budget) {
    int genuines = scores.genuineCount();
    return (double) (genuines - scores.trueAcceptsWithin(budget)) / genuines;
  }

  /** Lowest FMR without a false non-match. */
  public static double zeroFnmr(ScoreSteps scores) {
    int genuines = scores.genuineCount();
    int[] fewest = {scores.impostorCount()};
    scores.forEachStep(
        (threshold, falseAccepts, trueAccepts) -> {
          if (trueAccepts == genuines) {
            fewest[0] = Math.min(fewest[0], falseAccepts);
          }
        });
    return (double) fewest[0] / scores.impostorCount();
  }
}
