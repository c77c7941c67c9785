package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/** minDCF of {@link DetectionCost}. */
@AutoService(VerificationMetric.class)
public final class MinimumCostMetric implements VerificationMetric {

  @Override
  public String name() {
    return "min-dcf";
  }

  @Override
  public String description() {
    return "least normalised detection cost over all thresholds, for a prior of genuine comparisons"
        + " and costs of both errors (NIST SRE)";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    return settings.costs().stream()
        .map(
            cost ->
                new Statistic(
                    "min_dcf",
                    cost.label(),
                    "p_target",
                    Kind.NUMBER,
                    scores -> cost.minimum(scores).value()))
        .toList();
  }
}
