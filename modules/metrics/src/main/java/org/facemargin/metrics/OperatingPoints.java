package org.facemargin.metrics;

import java.util.List;
import org.facemargin.metrics.OperatingPoint.Rule;

/**
 * TAR at given FARs, by the two rules in use, from one set of scores.
 *
 * <p>They answer different questions and differ by whole points on small sets; a report shows both.
 */
public final class OperatingPoints {

  /** The rates IJB-style tables print. */
  public static final List<Double> IJB_FARS = List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1);

  private final VerificationScores scores;
  private final RocCurve peers;

  /**
   * @param scores the comparisons
   */
  public OperatingPoints(VerificationScores scores) {
    this.scores = scores;
    this.peers = scores.curve();
  }

  /** The peers' value: see {@link Rule#NEAREST}. */
  public OperatingPoint nearest(double far) {
    int point = peers.nearest(far);
    return at(
        Rule.NEAREST,
        far,
        budget(far),
        peers.threshold(point),
        peers.falseAccepts(point),
        peers.trueAccepts(point));
  }

  /** The standard's value: see {@link Rule#ISO}. */
  public OperatingPoint iso(double far) {
    long budget = budget(far);
    int impostors = scores.impostorCount();
    if (budget == 0) {
      return insufficient(far);
    }
    double threshold =
        budget >= impostors
            ? scores.smallest()
            : scores.nextAbove(scores.impostor((int) (impostors - 1 - budget)));
    return at(
        Rule.ISO,
        far,
        budget,
        threshold,
        scores.impostorAtOrAbove(threshold),
        scores.genuineAtOrAbove(threshold));
  }

  private long budget(double far) {
    return FalseAcceptBudget.of(far, scores.impostorCount());
  }

  private OperatingPoint at(
      Rule rule, double target, long budget, double threshold, int falseAccepts, int trueAccepts) {
    return OperatingPoint.counted(
        rule,
        target,
        threshold,
        trueAccepts,
        scores.genuineCount(),
        falseAccepts,
        budget,
        scores.impostorCount());
  }

  private OperatingPoint insufficient(double target) {
    return at(Rule.ISO, target, 0, Double.NaN, 0, -1);
  }
}
