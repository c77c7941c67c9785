package org.facemargin.metrics;

/**
 * NIST's detection cost (A. Martin, M. Przybocki, The NIST 1999 speaker recognition evaluation,
 * Digital Signal Processing 10, 2000; normalised as the NIST SRE plans since 2008 do):
 *
 * <pre>
 * DCF(t) = (C_miss · P_target · FNMR(t) + C_fa · (1 - P_target) · FMR(t)) / min(C_miss · P_target, C_fa · (1 - P_target))
 * minDCF = the least DCF over all thresholds, refusing and accepting everything among them, so at most 1
 * actDCF = DCF(ln(C_fa · (1 - P_target) / (C_miss · P_target))), for scores that are natural log-likelihood ratios
 * </pre>
 *
 * @param targetPrior P_target, the share of genuine comparisons the application expects, in (0, 1)
 * @param missCost C_miss, positive
 * @param falseAlarmCost C_fa, positive
 */
public record DetectionCost(double targetPrior, double missCost, double falseAlarmCost) {

  public DetectionCost {
    if (!(targetPrior > 0 && targetPrior < 1) || !(missCost > 0) || !(falseAlarmCost > 0)) {
      throw new IllegalArgumentException(
          "p_target lies in (0, 1) and costs are positive, got p_target="
              + targetPrior
              + ", cost_miss="
              + missCost
              + ", cost_false_alarm="
              + falseAlarmCost
              + ".");
    }
  }

  /** Both costs 1, as in VoxSRC and the NIST SREs since 2010. */
  public static DetectionCost unitCosts(double targetPrior) {
    return new DetectionCost(targetPrior, 1, 1);
  }

  /** The normalised cost of two error rates. */
  public double of(double fnmr, double fmr) {
    double miss = missCost * targetPrior;
    double falseAlarm = falseAlarmCost * (1 - targetPrior);
    return (miss * fnmr + falseAlarm * fmr) / Math.min(miss, falseAlarm);
  }

  /** The threshold Bayes asks for when scores are natural log-likelihood ratios. */
  public double bayesThreshold() {
    return Math.log(falseAlarmCost * (1 - targetPrior) / (missCost * targetPrior));
  }

  /** minDCF and the highest threshold that reaches it. */
  public Minimum minimum(ScoreSteps scores) {
    double[] best = {of(1, 0), Double.POSITIVE_INFINITY};
    double genuines = scores.genuineCount();
    double impostors = scores.impostorCount();
    scores.forEachStep(
        (threshold, falseAccepts, trueAccepts) -> {
          double cost = of((genuines - trueAccepts) / genuines, falseAccepts / impostors);
          if (cost < best[0]) {
            best[0] = cost;
            best[1] = threshold;
          }
        });
    return new Minimum(best[0], best[1]);
  }

  /** actDCF; means something only where scores are natural log-likelihood ratios. */
  public double actual(ScoreSteps scores) {
    double bayes = bayesThreshold();
    int[] accepted = {0, 0};
    scores.forEachStep(
        (threshold, falseAccepts, trueAccepts) -> {
          if (threshold >= bayes) {
            accepted[0] = falseAccepts;
            accepted[1] = trueAccepts;
          }
        });
    double genuines = scores.genuineCount();
    return of((genuines - accepted[1]) / genuines, (double) accepted[0] / scores.impostorCount());
  }

  /** P_target as tables name it, with the costs where they are not both 1. */
  public String label() {
    return missCost == 1 && falseAlarmCost == 1
        ? Double.toString(targetPrior)
        : targetPrior + ",cost_miss=" + missCost + ",cost_false_alarm=" + falseAlarmCost;
  }

  /**
   * A least cost.
   *
   * @param value normalised
   * @param threshold the highest that reaches it; +infinity where refusing everything does
   */
  public record Minimum(double value, double threshold) {}
}
