package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * Exponential moving average of a backbone's parameter vector, running statistics included: a ←
 * decay · a + (1 - decay) · p after every step, starting at the initial weights.
 */
final class WeightAverage {

  private static final int STRETCH = 1 << 16;

  private final FloatBuffer average;
  private final float decay;

  WeightAverage(FloatBuffer start, double decay) {
    this.decay = (float) decay;
    this.average = DirectFloats.allocate(start.remaining());
    average.put(0, start, start.position(), start.remaining());
  }

  FloatBuffer values() {
    return average.duplicate();
  }

  void follow(FloatBuffer parameters) {
    inStretches(i -> average.put(i, decay * average.get(i) + (1 - decay) * parameters.get(i)));
  }

  /** Exchanges average and parameters. */
  void swap(FloatBuffer parameters) {
    inStretches(
        i -> {
          float kept = average.get(i);
          average.put(i, parameters.get(i));
          parameters.put(i, kept);
        });
  }

  @FunctionalInterface
  private interface Each {
    void accept(int index);
  }

  private void inStretches(Each each) {
    int length = average.capacity();
    IntStream.range(0, (length + STRETCH - 1) / STRETCH)
        .parallel()
        .forEach(
            stretch -> {
              int to = Math.min((stretch + 1) * STRETCH, length);
              for (int i = stretch * STRETCH; i < to; i++) {
                each.accept(i);
              }
            });
  }
}
