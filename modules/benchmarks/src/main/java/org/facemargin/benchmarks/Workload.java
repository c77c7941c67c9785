package org.facemargin.benchmarks;

/** One side of a measurement: something that can do the same step again and again. */
public interface Workload extends AutoCloseable {

  /** One step: what is timed. */
  void step();

  /**
   * A number both sides must agree on, such as the loss of a step over the same data; NaN where
   * they have no such number.
   */
  default double check() {
    return Double.NaN;
  }

  /** What executes it, with versions. */
  String description();

  @Override
  void close();
}
