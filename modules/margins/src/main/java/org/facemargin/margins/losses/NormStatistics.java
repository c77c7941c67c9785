package org.facemargin.margins.losses;

import java.util.Arrays;
import org.facemargin.margins.LossState;

/**
 * AdaFace's running mean and standard deviation of the embeddings' norms.
 *
 * @param mean μ
 * @param deviation σ, unbiased
 * @param weight weight of a batch
 */
record NormStatistics(double mean, double deviation, double weight) implements LossState {

  static final double LOWEST = 1e-3;
  static final double HIGHEST = 100;
  static final double EPSILON = 1e-3;

  @Override
  public double[] values() {
    return new double[] {mean, deviation};
  }

  @Override
  public LossState updated(double[] targetCosines, double[] norms) {
    double[] held =
        Arrays.stream(norms).map(norm -> Math.max(LOWEST, Math.min(HIGHEST, norm))).toArray();
    double batchMean = Arrays.stream(held).average().orElse(mean);
    double squares = Arrays.stream(held).map(norm -> (norm - batchMean) * (norm - batchMean)).sum();
    double batchDeviation = held.length > 1 ? Math.sqrt(squares / (held.length - 1)) : deviation;
    return new NormStatistics(
        weight * batchMean + (1 - weight) * mean,
        weight * batchDeviation + (1 - weight) * deviation,
        weight);
  }

  @Override
  public LossState withValues(double[] values) {
    return new NormStatistics(values[0], values[1], weight);
  }
}
