package org.facemargin.metrics;

import java.util.List;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;

/**
 * What a system does at one threshold that was chosen for a false accept rate.
 *
 * @param rule how the threshold was chosen
 * @param targetFar the false accept rate asked for
 * @param sufficient false where ⌊targetFar · impostors⌋ = 0, so that no threshold can be said to
 *     meet the target; the rates are then NaN under {@link Rule#ISO}
 * @param threshold accept when the score is at or above it
 * @param tar true accept rate reached
 * @param tarInterval Wilson interval of {@code tar}
 * @param far false accept rate reached
 * @param farInterval Wilson interval of {@code far}
 * @param trueAccepts genuine comparisons accepted
 * @param genuines genuine comparisons
 * @param falseAccepts impostor comparisons accepted
 * @param falseAcceptBudget ⌊targetFar · impostors⌋
 * @param impostors impostor comparisons
 */
public record OperatingPoint(
    Rule rule,
    double targetFar,
    boolean sufficient,
    double threshold,
    double tar,
    ConfidenceInterval tarInterval,
    double far,
    ConfidenceInterval farInterval,
    int trueAccepts,
    int genuines,
    long falseAccepts,
    long falseAcceptBudget,
    long impostors) {

  /** How the threshold of a target rate is chosen. */
  public enum Rule {
    /**
     * insightface's: the point of the ROC without collinear points whose FAR is nearest; it may
     * exceed the target.
     */
    NEAREST,
    /** ISO/IEC 19795-1 and NIST: the largest TAR among thresholds with FAR at most the target. */
    ISO
  }

  /**
   * A point of counts.
   *
   * @param trueAccepts negative where there is no threshold: the rates are then NaN
   */
  public static OperatingPoint counted(
      Rule rule,
      double targetFar,
      double threshold,
      int trueAccepts,
      int genuines,
      long falseAccepts,
      long budget,
      long impostors) {
    boolean none = trueAccepts < 0;
    return new OperatingPoint(
        rule,
        targetFar,
        budget > 0,
        threshold,
        none ? Double.NaN : (double) trueAccepts / genuines,
        none ? ConfidenceInterval.NONE : ConfidenceInterval.wilson(trueAccepts, genuines),
        none ? Double.NaN : (double) falseAccepts / impostors,
        none ? ConfidenceInterval.NONE : ConfidenceInterval.wilson(falseAccepts, impostors),
        Math.max(0, trueAccepts),
        genuines,
        none ? 0 : falseAccepts,
        budget,
        impostors);
  }

  /** Whether the data can carry it: by the false accepts that are allowed and counted. */
  public Support support() {
    return sufficient ? Support.ofErrors(falseAccepts) : Support.INSUFFICIENT;
  }

  /** The true accept rate as a measured value, with Wilson's interval. */
  public MetricValue tarValue(String id) {
    return new MetricValue(
        id,
        tar,
        tarInterval.low(),
        tarInterval.high(),
        genuines,
        Double.isNaN(tar) ? Support.INSUFFICIENT.words() : ConfidenceInterval.WILSON,
        MetricValue.Kind.RATE,
        support(),
        List.of());
  }
}
