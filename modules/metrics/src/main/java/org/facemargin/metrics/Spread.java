package org.facemargin.metrics;

/**
 * Mean and spread over folds or seeds, both spreads that papers print, because they differ by a
 * factor of about 3.3 over ten folds.
 *
 * @param mean arithmetic mean
 * @param populationStd standard deviation with ddof = 0, what insightface prints
 * @param standardError standard deviation with ddof = 1 divided by √n, the official LFW statistic;
 *     NaN for one value
 * @param count n
 */
public record Spread(double mean, double populationStd, double standardError, int count) {

  /** Standard deviation with ddof = 1; NaN for one value. */
  public double sampleStd() {
    return standardError * Math.sqrt(count);
  }

  /**
   * @param values at least one; not modified
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("A spread needs a value.");
    }
    int n = values.length;
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
    return new Spread(mean, Math.sqrt(squares / n), error, n);
  }
}
