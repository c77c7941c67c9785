package org.facemargin.metrics;

import java.util.List;

/**
 * What metrics need to know beside the scores.
 *
 * @param fars false accept rates to report the TAR at
 * @param costs detection costs to report
 * @param logLikelihoodRatios whether scores are natural log-likelihood ratios, so that a fixed
 *     threshold means something
 */
public record MetricSettings(
    List<Double> fars, List<DetectionCost> costs, boolean logLikelihoodRatios) {

  /** TAR at 1e-4 … 1e-1 and the costs of VoxSRC (P_target 0.05) and NIST SRE (0.01). */
  public static final MetricSettings DEFAULT =
      new MetricSettings(
          List.of(1e-4, 1e-3, 1e-2, 1e-1),
          List.of(DetectionCost.unitCosts(0.01), DetectionCost.unitCosts(0.05)),
          false);

  public MetricSettings {
    fars = List.copyOf(fars);
    costs = List.copyOf(costs);
  }
}
