package org.facemargin.experiments.record;

import java.util.List;
import java.util.Optional;
import org.facemargin.core.MetricValue;

/**
 * What one benchmark said about one model.
 *
 * @param benchmark name of the benchmark
 * @param step training steps the model had behind it
 * @param metrics the numbers; rates as fractions
 * @param flags how it was evaluated: flip, feature norm, similarity
 */
public record Measurement(String benchmark, long step, List<MetricValue> metrics, String flags) {

  public Measurement {
    metrics = List.copyOf(metrics);
  }

  /** The number that stands for all others: the first. */
  public Optional<MetricValue> headline() {
    return metrics.stream().findFirst();
  }

  /** The same numbers under another benchmark's name. */
  public Measurement of(String other) {
    return new Measurement(other, step, metrics, flags);
  }

  /** The metric called {@code id}, if it was measured. */
  public Optional<MetricValue> metric(String id) {
    return metrics.stream().filter(metric -> metric.id().equals(id)).findFirst();
  }
}
