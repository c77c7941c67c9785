package org.facemargin.metrics;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.MetricValue.Kind;

/**
 * The sensitivity index d′ = (μ_g - μ_i) / √((σ_g² + σ_i²)/2), σ² the population variances: how
 * many standard deviations lie between the two kinds of scores (J. Daugman, Biometric decision
 * landscapes, Cambridge UCAM-CL-TR-482, 2000; pyeer). Unlike the others it changes when scores are
 * mapped monotonically. Where neither kind varies, or squares of scores overflow, there is none.
 */
@AutoService(VerificationMetric.class)
public final class SensitivityMetric implements VerificationMetric {

  @Override
  public String name() {
    return "d-prime";
  }

  @Override
  public String description() {
    return "sensitivity index: distance of the mean genuine and impostor scores in units of their"
        + " root mean variance";
  }

  @Override
  public List<Statistic> statistics(MetricSettings settings) {
    return List.of(
        Statistic.of("d_prime", Kind.NUMBER, SensitivityMetric::sensitivity)
            .undefined(
                "none: genuine scores are all equal and impostor scores too, or too large to be"
                    + " squared"));
  }

  /** d′; NaN where there is none. */
  public static double sensitivity(ScoreSteps scores) {
    double genuines = scores.genuineCount();
    double impostors = scores.impostorCount();
    double[] sums = increments(scores, 0, 0, 1);
    if (Math.max(sums[2], sums[3]) < 2) {
      return Double.NaN; // a variance would say so but for rounding
    }
    double genuineMean = sums[0] / genuines;
    double impostorMean = sums[1] / impostors;
    double[] squares = increments(scores, genuineMean, impostorMean, 2);
    double variance = (squares[0] / genuines + squares[1] / impostors) / 2;
    double found = (genuineMean - impostorMean) / Math.sqrt(variance);
    return Double.isFinite(variance) && Double.isFinite(found) ? found : Double.NaN;
  }

  /**
   * Σ (score - centre)^power over the genuines and over the impostors, then the number of distinct
   * scores of either.
   */
  private static double[] increments(
      ScoreSteps scores, double genuineCentre, double impostorCentre, int power) {
    double[] sums = {0, 0, 0, 0};
    int[] before = {0, 0};
    scores.forEachStep(
        (score, falseAccepts, trueAccepts) -> {
          double g = score - genuineCentre;
          double i = score - impostorCentre;
          sums[0] += (trueAccepts - before[0]) * (power == 1 ? g : g * g);
          sums[1] += (falseAccepts - before[1]) * (power == 1 ? i : i * i);
          sums[2] += trueAccepts > before[0] ? 1 : 0;
          sums[3] += falseAccepts > before[1] ? 1 : 0;
          before[0] = trueAccepts;
          before[1] = falseAccepts;
        });
    return sums;
  }
}
