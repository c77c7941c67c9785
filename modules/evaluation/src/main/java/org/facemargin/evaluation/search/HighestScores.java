package org.facemargin.evaluation.search;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The k highest scores between queries and a gallery, equal ones each counted: what a threshold at
 * a low rate among billions of impostor scores is read from. Scores come in as float32 products;
 * only those that may be among the highest are computed in double precision. Safe for use by
 * several threads at once.
 *
 * <pre>
 * |approximate - exact| ≤ t;  K = k-th highest approximation so far
 * k exact scores are ≥ K - t, so an approximation below K - 2t is of none of the k highest
 * </pre>
 *
 * <p>Memory 24 k bytes; cost of n scores O(n + k log k log(n/k)) where {@link #floor} is asked
 * first, and about k exact scores.
 */
final class HighestScores {

  /** Scores in double precision. */
  interface Exact {
    double score(int query, int entry);
  }

  /** Values of half a float's bits. */
  private static final int HALVES = 1 << Short.SIZE;

  private final int keep;
  private final double tolerance;
  private final Exact exact;
  private final float[] approximate;
  private final int[] queries;
  private final int[] entries;
  private int size;
  private volatile float floor = Float.NEGATIVE_INFINITY;

  /**
   * @param keep k
   * @param tolerance how far an approximation may lie from its exact score
   */
  HighestScores(int keep, double tolerance, Exact exact) {
    this.keep = keep;
    this.tolerance = tolerance;
    this.exact = exact;
    int capacity = keep == 0 ? 0 : Math.multiplyExact(2, keep);
    this.approximate = new float[capacity];
    this.queries = new int[capacity];
    this.entries = new int[capacity];
    if (keep == 0) {
      floor = Float.POSITIVE_INFINITY;
    }
  }

  /** Approximations below this are of none of the k highest. */
  float floor() {
    return floor;
  }

  /** Counts a score. */
  synchronized void add(float score, int query, int entry) {
    if (!(score >= floor) || keep == 0) {
      return;
    }
    put(size++, score, query, entry);
    if (size == approximate.length) {
      compact();
    }
  }

  private void put(int at, float score, int query, int entry) {
    approximate[at] = score;
    queries[at] = query;
    entries[at] = entry;
  }

  private void compact() {
    floor = Math.nextDown((float) (kthHighest() - 2 * tolerance));
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (approximate[i] >= floor) {
        put(kept++, approximate[i], queries[i], entries[i]);
      }
    }
    size = kept;
    if (size > keep + keep / 2) {
      keepExactly();
    }
  }

  /**
   * The k-th highest approximation: its upper 16 bits by counting all, then the lower by theirs.
   */
  private float kthHighest() {
    int[] counts = new int[HALVES];
    for (int i = 0; i < size; i++) {
      counts[upper(i)]++;
    }
    int rest = keep;
    int upper = HALVES - 1;
    while (rest > counts[upper]) {
      rest -= counts[upper--];
    }
    int[] lowerCounts = new int[HALVES];
    for (int i = 0; i < size; i++) {
      if (upper(i) == upper) {
        lowerCounts[ordered(Float.floatToRawIntBits(approximate[i])) & (HALVES - 1)]++;
      }
    }
    int lower = HALVES - 1;
    while (rest > lowerCounts[lower]) {
      rest -= lowerCounts[lower--];
    }
    return Float.intBitsToFloat(ordered((upper - HALVES / 2) << Short.SIZE | lower));
  }

  private int upper(int i) {
    return (ordered(Float.floatToRawIntBits(approximate[i])) >> Short.SIZE) + HALVES / 2;
  }

  /** From a float's bits to a whole number in the same order, and back. */
  private static int ordered(int bits) {
    return bits ^ bits >> Integer.SIZE - 1 & Integer.MAX_VALUE;
  }

  /** Where more are nearly equal than there is room for, their exact scores decide. */
  private void keepExactly() {
    double[] scores = scores();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double lowest = sorted[size - keep];
    int equal = (int) (keep - Arrays.stream(scores).filter(score -> score > lowest).count());
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (scores[i] > lowest || scores[i] == lowest && equal-- > 0) {
        put(kept++, approximate[i], queries[i], entries[i]);
      }
    }
    size = kept;
  }

  /** Exact scores of what is kept; entries are read in their order, for they may lie in a file. */
  private double[] scores() {
    long[] byEntry =
        IntStream.range(0, size)
            .mapToLong(i -> (long) entries[i] << Integer.SIZE | i)
            .parallel()
            .sorted()
            .toArray();
    double[] scores = new double[size];
    Arrays.stream(byEntry)
        .parallel()
        .mapToInt(key -> (int) key)
        .forEach(i -> scores[i] = exact.score(queries[i], entries[i]));
    return scores;
  }

  /** The highest scores, from the highest down; fewer than k where fewer were counted. */
  synchronized double[] descending() {
    double[] scores = scores();
    Arrays.sort(scores);
    double[] highest = new double[Math.min(keep, size)];
    for (int i = 0; i < highest.length; i++) {
      highest[i] = scores[size - 1 - i];
    }
    return highest;
  }
}
