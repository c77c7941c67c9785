package org.facemargin.metrics;

/**
 * Genuine and impostor comparisons as the staircase every verification metric is read from: at each
 * distinct score, from the highest down, how many impostors and how many genuines lie at or above
 * it. Equal scores are one step. Before the first step nothing is accepted.
 *
 * <p>{@link VerificationScores} is the staircase of observed scores, {@link ScoreTable#resampled}
 * that of a bootstrap replicate; a metric written against this interface gets an interval for
 * nothing.
 */
public interface ScoreSteps {

  /** Number of genuine comparisons, G. */
  int genuineCount();

  /** Number of impostor comparisons, I. */
  int impostorCount();

  /** Walks the steps from the highest score down. */
  void forEachStep(StepVisitor visitor);

  /** Genuines accepted at the lowest threshold with at most {@code budget} false accepts. */
  default int trueAcceptsWithin(long budget) {
    int[] accepted = {0};
    forEachStep(
        (threshold, falseAccepts, trueAccepts) -> {
          if (falseAccepts <= budget) {
            accepted[0] = trueAccepts;
          }
        });
    return accepted[0];
  }

  /** {@link RocCurve#withoutCollinearPoints} of these. */
  default RocCurve curve() {
    return RocCurve.withoutCollinearPoints(this);
  }

  /** {@link EqualErrorRate#of} these. */
  default EqualErrorRate equalErrorRate() {
    return EqualErrorRate.of(this);
  }

  /** What is shown every step. */
  @FunctionalInterface
  interface StepVisitor {
    /**
     * @param threshold a distinct score
     * @param falseAccepts impostors at or above it
     * @param trueAccepts genuines at or above it
     */
    void visit(double threshold, int falseAccepts, int trueAccepts);
  }
}
