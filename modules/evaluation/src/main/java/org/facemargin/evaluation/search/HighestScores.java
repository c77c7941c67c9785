package org.facemargin.evaluation.search;

import java.util.Arrays;

/**
 * The k highest of any number of scores, equal ones each counted: what a threshold at a low rate
 * among billions of impostor scores is read from. Safe for use by several threads at once.
 *
 * <p>Memory 16 k bytes; cost of n scores O(n + k log k log(n/k)) where {@link #floor} is asked
 * first.
 */
final class HighestScores {

  private final int keep;
  private final double[] kept;
  private int size;
  private volatile double floor = Double.NEGATIVE_INFINITY;

  /**
   * @param keep k
   */
  HighestScores(int keep) {
    this.keep = keep;
    this.kept = new double[Math.multiplyExact(2, Math.max(1, keep))];
  }

  /** Whether any score is kept. */
  boolean wanted() {
    return keep > 0;
  }

  /** Scores at or below this are not among the k highest, or equal to one that is. */
  double floor() {
    return floor;
  }

  /** Counts a score. */
  synchronized void add(double score) {
    if (keep == 0 || score <= floor) {
      return;
    }
    kept[size++] = score;
    if (size == kept.length) {
      compact();
    }
  }

  private void compact() {
    Arrays.sort(kept, 0, size);
    int drop = Math.max(0, size - keep);
    System.arraycopy(kept, drop, kept, 0, size - drop);
    size -= drop;
    if (size == keep) {
      floor = kept[0];
    }
  }

  /** The highest scores, from the highest down; fewer than k where fewer were counted. */
  synchronized double[] descending() {
    compact();
    double[] scores = new double[size];
    for (int i = 0; i < size; i++) {
      scores[i] = kept[size - 1 - i];
    }
    return scores;
  }
}
