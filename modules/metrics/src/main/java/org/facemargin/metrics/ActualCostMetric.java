package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/** actDCF of {@link DetectionCost}; only where scores are said to be log-likelihood ratios. */
@AutoService(VerificationMetric.class)
public final class ActualCostMetric implements VerificationMetric {

  @Override
  public String name() {
    return "act-dcf";
  }

  @Override
  public String description() {
    return "normalised detection cost at the Bayes threshold, where scores are natural"
        + " log-likelihood ratios (NIST SRE)";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    if (!settings.logLikelihoodRatios()) {
      return List.of();
    }
    return settings.costs().stream()
        .map(cost -> new Statistic("act_dcf", cost.label(), "p_target", Kind.NUMBER, cost::actual))
        .toList();
  }
}
