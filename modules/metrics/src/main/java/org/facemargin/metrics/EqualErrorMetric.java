package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/** {@link EqualErrorRate}, by all three definitions. */
@AutoService(VerificationMetric.class)
public final class EqualErrorMetric implements VerificationMetric {

  @Override
  public String name() {
    return "eer";
  }

  @Override
  public String description() {
    return "equal error rate: eer interpolates the ROC (scikit-learn with brentq), eer_midpoint is"
        + " FVC2000's (pyeer), eer_convex_hull that of the ROC's convex hull (BOSARIS)";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    return List.of(
        Statistic.of("eer", Kind.RATE, scores -> scores.equalErrorRate().interpolated()),
        Statistic.of("eer_midpoint", Kind.RATE, scores -> scores.equalErrorRate().midpoint()),
        Statistic.of("eer_convex_hull", Kind.RATE, scores -> scores.equalErrorRate().convexHull()));
  }
}
