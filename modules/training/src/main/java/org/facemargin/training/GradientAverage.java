package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * Averages the gradients of several batches in place: after the last one the buffer holds their
 * mean. Where only some rows of a gradient are written (sampled classes), only they are added, and
 * rows no batch wrote are left alone.
 */
final class GradientAverage {

  private static final int STRETCH = 1 << 16;

  private final FloatBuffer gradient;
  private final FloatBuffer sum;
  private final int rowLength;
  private final int batches;
  private final BitSet touched = new BitSet();

  /**
   * @param gradient what each batch writes into
   * @param rowLength values of one row, where batches write rows
   * @param batches number of batches
   */
  GradientAverage(FloatBuffer gradient, int rowLength, int batches) {
    this.gradient = gradient;
    this.rowLength = rowLength;
    this.batches = batches;
    this.sum = DirectFloats.allocate(batches == 1 ? 0 : gradient.capacity());
  }

  /**
   * Takes the gradient of batch {@code index}; the last one leaves the mean in the buffer.
   *
   * @param rows the rows this batch wrote, or empty for all
   * @return the rows any batch so far has written, or empty for all
   */
  Optional<int[]> add(int index, Optional<int[]> rows) {
    if (batches == 1) {
      return rows;
    }
    boolean last = index == batches - 1;
    if (rows.isEmpty()) {
      IntStream.range(0, (gradient.capacity() + STRETCH - 1) / STRETCH)
          .parallel()
          .forEach(stretch -> addStretch(stretch * STRETCH, index == 0, last));
      return rows;
    }
    for (int row : rows.get()) {
      addRow(row, touched.get(row));
      touched.set(row);
    }
    int[] written = touched.stream().toArray();
    if (last) {
      for (int row : written) {
        takeMean(row);
      }
      touched.clear();
    }
    return Optional.of(written);
  }

  private void addStretch(int from, boolean first, boolean last) {
    int to = Math.min(from + STRETCH, gradient.capacity());
    for (int i = from; i < to; i++) {
      float total = first ? gradient.get(i) : sum.get(i) + gradient.get(i);
      if (last) {
        gradient.put(i, total / batches);
      } else {
        sum.put(i, total);
      }
    }
  }

  private void addRow(int row, boolean begun) {
    int from = row * rowLength;
    for (int i = from; i < from + rowLength; i++) {
      sum.put(i, begun ? sum.get(i) + gradient.get(i) : gradient.get(i));
    }
  }

  private void takeMean(int row) {
    int from = row * rowLength;
    for (int i = from; i < from + rowLength; i++) {
      gradient.put(i, sum.get(i) / batches);
    }
  }
}
