package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.MetricValue.Kind;

/** TAR at false accept rates, by both rules of {@link OperatingPoint.Rule}. */
@AutoService(VerificationMetric.class)
public final class TrueAcceptMetric implements VerificationMetric {

  @Override
  public String name() {
    return "tar-at-far";
  }

  @Override
  public String description() {
    return "tar_iso: largest TAR among thresholds whose FAR does not exceed the target (ISO/IEC"
        + " 19795-1, NIST); tar_nearest: TAR where the ROC without collinear points comes"
        + " nearest to the target FAR (insightface)";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    List<Statistic> all = new ArrayList<>();
    for (double far : settings.fars()) {
      all.add(at("tar_iso", far, scores -> iso(scores, far)));
    }
    for (double far : settings.fars()) {
      all.add(at("tar_nearest", far, scores -> nearest(scores, far)));
    }
    return all;
  }

  private static Statistic at(String key, double far, ToDoubleFunction<ScoreSteps> function) {
    return new Statistic(key, Rates.key(far), "far", Kind.RATE, OptionalDouble.of(far), function);
  }

  /** The largest TAR with FAR at most {@code far}; NaN where ⌊far · impostors⌋ = 0. */
  public static double iso(ScoreSteps scores, double far) {
    long budget = FalseAcceptBudget.of(far, scores.impostorCount());
    if (budget == 0) {
      return Double.NaN;
    }
    return (double) scores.trueAcceptsWithin(budget) / scores.genuineCount();
  }

  /** TAR where the FAR comes nearest to {@code far}; it may exceed it. */
  public static double nearest(ScoreSteps scores, double far) {
    RocCurve curve = scores.curve();
    return curve.tar(curve.nearest(far));
  }
}
