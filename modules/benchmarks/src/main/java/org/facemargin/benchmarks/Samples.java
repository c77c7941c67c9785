package org.facemargin.benchmarks;

import java.util.Arrays;

/** Repeated measurements of one thing. */
final class Samples {

  private final double[] sorted;

  Samples(double[] values) {
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** The middle one, or the mean of the two in the middle. */
  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double smallest() {
    return sorted[0];
  }

  double largest() {
    return sorted[sorted.length - 1];
  }
}
