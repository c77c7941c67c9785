package org.facemargin.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sorts millions of scores on all cores. {@link Arrays#parallelSort(double[])} uses one core on a
 * machine of two, for it asks the common pool, which leaves the caller out.
 *
 * <p>Cost O(n log n / cores); memory 8 n bytes more.
 */
public final class Ascending {

  private static final int WORTH_IT = 1 << 15;

  private Ascending() {}

  /** Sorts as {@link Arrays#sort(double[])} does, in place. */
  public static void sort(double[] values) {
    int parts =
        Integer.highestOneBit(
            Math.min(Runtime.getRuntime().availableProcessors(), values.length / WORTH_IT + 1));
    sort(values, parts);
  }

  /**
   * @param parts a power of two
   */
  static void sort(double[] values, int parts) {
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part ->
                Arrays.sort(values, bound(values, part, parts), bound(values, part + 1, parts)));
    double[] from = values;
    double[] to = parts == 1 ? values : new double[values.length];
    for (int runs = parts; runs > 1; runs /= 2) {
      merge(from, to, runs, parts / runs * 2);
      double[] swap = from;
      from = to;
      to = swap;
    }
    if (from != values) {
      System.arraycopy(from, 0, values, 0, values.length);
    }
  }

  private static int bound(double[] values, int part, int parts) {
    return (int) ((long) values.length * part / parts);
  }

  /** Merges runs 0 and 1, 2 and 3, …; each merge is shared by {@code shares} tasks. */
  private static void merge(double[] from, double[] to, int runs, int shares) {
    IntStream.range(0, runs / 2 * shares)
        .parallel()
        .forEach(
            task -> {
              int run = task / shares * 2;
              int share = task % shares;
              int low = bound(from, run, runs);
              int middle = bound(from, run + 1, runs);
              int high = bound(from, run + 2, runs);
              long length = high - low;
              merge(
                  from,
                  to,
                  low,
                  middle,
                  high,
                  (int) (length * share / shares),
                  (int) (length * (share + 1) / shares));
            });
  }

  /** The part of a merge that fills {@code low + begin} to {@code low + end}. */
  private static void merge(
      double[] from, double[] to, int low, int middle, int high, int begin, int end) {
    int i = low + ofFirst(from, low, middle, high, begin);
    int j = middle + begin - (i - low);
    for (int k = low + begin; k < low + end; k++) {
      boolean first = j == high || i < middle && Double.compare(from[i], from[j]) <= 0;
      to[k] = first ? from[i++] : from[j++];
    }
  }

  /** How many of the {@code count} smallest of both runs are of the first. */
  private static int ofFirst(double[] from, int low, int middle, int high, int count) {
    int least = Math.max(0, count - (high - middle));
    int most = Math.min(count, middle - low);
    while (least < most) {
      int tried = (least + most) >>> 1;
      if (Double.compare(from[low + tried], from[middle + count - tried - 1]) <= 0) {
        least = tried + 1;
      } else {
        most = tried;
      }
    }
    return least;
  }
}
