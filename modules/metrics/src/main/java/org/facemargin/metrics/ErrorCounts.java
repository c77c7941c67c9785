package org.facemargin.metrics;

/**
 * Both kinds of errors at one threshold, as counts. For one group of people at a threshold set on
 * all of them this is what NISTIR 8280 (P. Grother et al., Face recognition vendor test part 3,
 * 2019) reports: a system fair at one threshold has the same rates in every group.
 *
 * @param genuines genuine comparisons
 * @param falseNonMatches those below the threshold
 * @param impostors impostor comparisons
 * @param falseMatches those at or above the threshold
 */
public record ErrorCounts(int genuines, int falseNonMatches, int impostors, int falseMatches) {

  /** False non-match rate; NaN without a genuine comparison. */
  public double fnmr() {
    return genuines == 0 ? Double.NaN : (double) falseNonMatches / genuines;
  }

  /** False match rate; NaN without an impostor comparison. */
  public double fmr() {
    return impostors == 0 ? Double.NaN : (double) falseMatches / impostors;
  }

  /** Wilson's interval of {@link #fnmr}. */
  public ConfidenceInterval fnmrInterval() {
    return genuines == 0
        ? ConfidenceInterval.NONE
        : ConfidenceInterval.wilson(falseNonMatches, genuines);
  }

  /** Wilson's interval of {@link #fmr}. */
  public ConfidenceInterval fmrInterval() {
    return impostors == 0
        ? ConfidenceInterval.NONE
        : ConfidenceInterval.wilson(falseMatches, impostors);
  }

  /** These and one comparison more. */
  public ErrorCounts and(boolean genuine, boolean accepted) {
    return genuine
        ? new ErrorCounts(
            genuines + 1, falseNonMatches + (accepted ? 0 : 1), impostors, falseMatches)
        : new ErrorCounts(
            genuines, falseNonMatches, impostors + 1, falseMatches + (accepted ? 1 : 0));
  }

  /** No comparison. */
  public static ErrorCounts none() {
    return new ErrorCounts(0, 0, 0, 0);
  }
}
