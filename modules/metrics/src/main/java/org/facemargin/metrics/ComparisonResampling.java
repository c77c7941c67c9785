package org.facemargin.metrics;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** See {@link Resampling#ofComparisons}. */
record ComparisonResampling(int[] genuine, int[] impostor) implements Resampling {

  static ComparisonResampling of(boolean[] same) {
    return new ComparisonResampling(
        IntStream.range(0, same.length).filter(k -> same[k]).toArray(),
        IntStream.range(0, same.length).filter(k -> !same[k]).toArray());
  }

  @Override
  public Draw draw(SplittableRandom generator) {
    int[] times = new int[genuine.length + impostor.length];
    drawFrom(genuine, generator, times);
    drawFrom(impostor, generator, times);
    return k -> times[k];
  }

  private static void drawFrom(int[] indices, SplittableRandom generator, int[] times) {
    for (int i = 0; i < indices.length; i++) {
      times[indices[generator.nextInt(indices.length)]]++;
    }
  }

  @Override
  public String units() {
    return "comparisons, genuine and impostor apart";
  }
}
