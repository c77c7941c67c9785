package org.facemargin.metrics;

import java.util.function.IntPredicate;

/**
 * Counts of same and different pairs per fold and distance bucket, from which the accuracy at every
 * threshold of a grid follows in integers, ties included.
 *
 * <p>Thresholds are the doubles {@code i · step}, i = 0 … n-1. A pair is called same when its
 * distance is strictly below the threshold. The bucket of a distance is the smallest i with {@code
 * distance < i · step}, or n where there is none.
 */
public final class AccuracyGrid {

  private final int thresholds;
  private final double step;
  private final int[][] same;
  private final int[][] different;

  /**
   * @param folds number of folds
   * @param thresholds n, number of thresholds
   * @param step distance between two thresholds
   */
  public AccuracyGrid(int folds, int thresholds, double step) {
    this.thresholds = thresholds;
    this.step = step;
    this.same = new int[folds][thresholds + 1];
    this.different = new int[folds][thresholds + 1];
  }

  /** Counts one pair. */
  public void add(int fold, double distance, boolean isSame) {
    (isSame ? same : different)[fold][bucket(distance)]++;
  }

  /** Number of thresholds. */
  public int size() {
    return thresholds;
  }

  /** The i-th threshold. */
  public double threshold(int index) {
    return index * step;
  }

  private int bucket(double distance) {
    if (Double.isNaN(distance)) {
      throw new IllegalArgumentException("A distance is NaN.");
    }
    int guess = (int) Math.max(0, Math.min(thresholds, distance / step));
    while (guess > 0 && distance < (guess - 1) * step) {
      guess--;
    }
    while (guess < thresholds && distance >= guess * step) {
      guess++;
    }
    return guess;
  }

  /** The confusion of some folds at every threshold. */
  public Confusion of(IntPredicate folds) {
    long[] trueAccepts = new long[thresholds];
    long[] falseAccepts = new long[thresholds];
    long sameTotal = 0;
    long differentTotal = 0;
    for (int fold = 0; fold < same.length; fold++) {
      if (folds.test(fold)) {
        sameTotal += accumulate(same[fold], trueAccepts);
        differentTotal += accumulate(different[fold], falseAccepts);
      }
    }
    return new Confusion(trueAccepts, falseAccepts, sameTotal, differentTotal);
  }

  private long accumulate(int[] buckets, long[] accepted) {
    long below = 0;
    for (int i = 0; i < thresholds; i++) {
      below += buckets[i];
      accepted[i] += below;
    }
    return below + buckets[thresholds];
  }

  /**
   * Accepted pairs at every threshold.
   *
   * @param trueAccepts same pairs called same, per threshold; not to be modified
   * @param falseAccepts different pairs called same, per threshold; not to be modified
   * @param same number of same pairs
   * @param different number of different pairs
   */
  public record Confusion(long[] trueAccepts, long[] falseAccepts, long same, long different) {

    /** Pairs judged rightly at threshold {@code index}. */
    public long correct(int index) {
      return trueAccepts[index] + different - falseAccepts[index];
    }

    /** Share of pairs judged rightly at threshold {@code index}. */
    public double accuracy(int index) {
      return (double) correct(index) / (same + different);
    }

    /** The first threshold with the highest accuracy. */
    public int firstBest() {
      int best = 0;
      for (int i = 1; i < trueAccepts.length; i++) {
        if (correct(i) > correct(best)) {
          best = i;
        }
      }
      return best;
    }

    /** True accept rate; 0 where there is no same pair. */
    public double tar(int index) {
      return same == 0 ? 0 : (double) trueAccepts[index] / same;
    }

    /** False accept rate; 0 where there is no different pair. */
    public double far(int index) {
      return different == 0 ? 0 : (double) falseAccepts[index] / different;
    }
  }
}
