package org.facemargin.metrics;

import java.util.Arrays;

/**
 * Open-set identification at one false positive identification rate: how many probes with a mate in
 * the gallery are found, when the threshold is set on probes without one.
 *
 * <pre>
 * s_p = score of probe p's mate, counted only where it is above every non-mate (rank 1)
 * A   = the highest score of each non-mated probe, descending, n of them
 * peers (insightface ijb_evals.py):  t = A[max(⌊x·n⌋ - 1, 0)],  found where s_p &gt; t
 * ISO:                               FPIR(t) = share of A ≥ t ≤ x at the lowest such t,  found where s_p ≥ t
 * </pre>
 *
 * <p>Both accept at most ⌊x·n⌋ non-mated probes where scores do not tie; the peers' strict rule
 * spends one less, and where ⌊x·n⌋ = 0 it answers with t = A[0] nevertheless.
 *
 * @param targetFpir x
 * @param peers TPIR by the peers' rule
 * @param iso TPIR by the ISO rule; NaN where ⌊x·n⌋ = 0 (insufficient data)
 * @param fpir rate reached under ISO; NaN likewise
 * @param threshold under ISO; NaN likewise
 * @param found mated probes found under ISO
 * @param mated mated probes
 * @param nonMated n
 */
public record OpenSetPoint(
    double targetFpir,
    double peers,
    double iso,
    double fpir,
    double threshold,
    int found,
    int mated,
    int nonMated) {

  /**
   * @param mateScores s_p of every mated probe; negative infinity where its mate is not at rank 1;
   *     not modified
   * @param highestNonMate A in any order; not modified
   * @param targetFpir x, in (0, 1]
   */
  public static OpenSetPoint of(double[] mateScores, double[] highestNonMate, double targetFpir) {
    if (mateScores.length == 0 || highestNonMate.length == 0) {
      throw new IllegalArgumentException(
          "Open-set identification needs probes with and without a mate, got "
              + mateScores.length
              + " and "
              + highestNonMate.length
              + ".");
    }
    double[] impostors = highestNonMate.clone();
    Arrays.sort(impostors);
    int n = impostors.length;
    int mated = mateScores.length;
    double strict = impostors[n - 1 - Math.max((int) (n * targetFpir) - 1, 0)];
    double peers = (double) Arrays.stream(mateScores).filter(s -> s > strict).count() / mated;
    long budget = FalseAcceptBudget.of(targetFpir, n);
    if (budget == 0) {
      return new OpenSetPoint(targetFpir, peers, Double.NaN, Double.NaN, Double.NaN, 0, mated, n);
    }
    double threshold = budget >= n ? impostors[0] : Math.nextUp(impostors[(int) (n - 1 - budget)]);
    int accepted = (int) Arrays.stream(impostors).filter(s -> s >= threshold).count();
    int found =
        (int)
            Arrays.stream(mateScores)
                .filter(s -> s >= threshold || budget >= n && finite(s))
                .count();
    return new OpenSetPoint(
        targetFpir,
        peers,
        (double) found / mated,
        (double) accepted / n,
        threshold,
        found,
        mated,
        n);
  }

  private static boolean finite(double score) {
    return score > Double.NEGATIVE_INFINITY;
  }

  /** Wilson's interval of {@link #iso}. */
  public ConfidenceInterval interval() {
    return Double.isNaN(iso) ? ConfidenceInterval.NONE : ConfidenceInterval.wilson(found, mated);
  }
}
