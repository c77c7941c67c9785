package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/**
 * The area under the ROC, by trapezoids: the probability that a genuine comparison scores above an
 * impostor, ties counted half (D. Bamber, Journal of Mathematical Psychology 12, 1975). Summed in
 * whole numbers until the last division.
 */
@AutoService(VerificationMetric.class)
public final class AreaMetric implements VerificationMetric {

  @Override
  public String name() {
    return "auc";
  }

  @Override
  public String description() {
    return "area under the ROC: the probability that a genuine comparison scores above an impostor,"
        + " ties counted half";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    return List.of(Statistic.of("auc", Kind.NUMBER, AreaMetric::area));
  }

  /** The area; NaN where one of the two kinds is missing. */
  public static double area(ScoreSteps scores) {
    long[] doubled = {0, 0, 0};
    scores.forEachStep(
        (threshold, falseAccepts, trueAccepts) -> {
          doubled[0] += (falseAccepts - doubled[1]) * (trueAccepts + doubled[2]);
          doubled[1] = falseAccepts;
          doubled[2] = trueAccepts;
        });
    return doubled[0] / 2.0 / scores.impostorCount() / scores.genuineCount();
  }
}
