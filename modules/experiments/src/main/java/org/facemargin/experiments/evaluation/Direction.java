package org.facemargin.experiments.evaluation;

import java.util.regex.Pattern;

/** Which of two numbers of one kind is the better one. */
public enum Direction {
  /** The larger: accuracies, true accept and identification rates, areas. */
  HIGHER,
  /** The smaller: error rates and costs. */
  LOWER,
  /** Neither: spreads, and rates that say only which threshold was met. */
  NEITHER;

  private static final Pattern HIGHER_IS_BETTER =
      Pattern.compile(
          "(accuracy|accuracy_cosine_grid|auc|d_prime|(val|tar_iso|tar_nearest|tpir|rank-)[^_].*)"
              + "(,.*)?");
  private static final Pattern LOWER_IS_BETTER =
      Pattern.compile("(eer(_midpoint|_convex_hull)?|fmr[0-9]+|zero_f.*|(min|act)_dcf.*)(,.*)?");
  private static final Pattern REACHED = Pattern.compile(".*_reached|.*_std|.*_standard_error");

  /** Of the numbers of this id; {@link #NEITHER} for one that is not known. */
  public static Direction of(String id) {
    if (REACHED.matcher(id).matches()) {
      return NEITHER;
    }
    if (HIGHER_IS_BETTER.matcher(id).matches()) {
      return HIGHER;
    }
    return LOWER_IS_BETTER.matcher(id).matches() ? LOWER : NEITHER;
  }

  /** Whether one number is better than another; never, where either is none. */
  public boolean better(double one, double other) {
    return switch (this) {
      case HIGHER -> one > other;
      case LOWER -> one < other;
      case NEITHER -> false;
    };
  }
}
