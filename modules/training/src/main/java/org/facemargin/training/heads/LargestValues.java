package org.facemargin.training.heads;

import java.util.Arrays;

/** The largest of the values offered to each of a number of rows, at most {@code limit} a row. */
final class LargestValues {

  private static final int FIRST_CAPACITY = 16;

  private final int limit;
  private final float[][] values;
  private final int[] counts;
  private final boolean[] dropped;

  LargestValues(int rows, int limit) {
    this.limit = limit;
    values = new float[rows][0];
    counts = new int[rows];
    dropped = new boolean[rows];
  }

  /** Takes a value; twice the limit is held before the smaller half goes. */
  void offer(int row, float value) {
    if (counts[row] == values[row].length) {
      makeRoom(row);
    }
    values[row][counts[row]++] = value;
  }

  private void makeRoom(int row) {
    if (counts[row] >= 2 * limit) {
      keepLargest(row);
    } else {
      long wanted = Math.max(FIRST_CAPACITY, 2L * counts[row]);
      values[row] = Arrays.copyOf(values[row], (int) Math.min(wanted, 2L * limit));
    }
  }

  private void keepLargest(int row) {
    Arrays.sort(values[row], 0, counts[row]);
    if (counts[row] > limit) {
      System.arraycopy(values[row], counts[row] - limit, values[row], 0, limit);
      counts[row] = limit;
      dropped[row] = true;
    }
  }

  /** A row's largest values, ascending. */
  float[] of(int row) {
    keepLargest(row);
    return Arrays.copyOf(values[row], counts[row]);
  }

  /** Whether a row was offered more than the limit. */
  boolean dropped(int row) {
    return dropped[row];
  }
}
