package org.facemargin.metrics;

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
    int falseAccepts,
    long falseAcceptBudget,
    int impostors) {

  /** False accepts under which a rate is known to no better than ±30 % at 90 % confidence. */
  public static final int RULE_OF_30 = 30;

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
   * Whether the false accepts satisfy the rule of 30 (G. Doddington, NIST speaker recognition
   * evaluation, 1998; ISO/IEC 19795-1).
   */
  public boolean meetsRuleOf30() {
    return falseAccepts >= RULE_OF_30;
  }
}
