package org.facemargin.core;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * One seed, named streams. Every random choice of a run is drawn from the stream that names it
 * ("init", "shuffle", "augment", "sample"), and may be addressed by indices (epoch, sample), so
 * that a resumed run draws what an unbroken one draws and the number of threads does not matter.
 */
public final class RandomStream {

  private final long state;

  private RandomStream(long state) {
    this.state = state;
  }

  /** The stream {@code name} of the run seeded with {@code seed}. */
  public static RandomStream of(long seed, String name) {
    long hash = mix(seed ^ 0x9E3779B97F4A7C15L);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ (b & 0xffL));
    }
    return new RandomStream(hash);
  }

  /** The sub-stream at {@code index}: an epoch, a step, a sample. */
  public RandomStream at(long index) {
    return new RandomStream(mix(state ^ mix(index + 0x632BE59BD9B4E019L)));
  }

  /** A fresh generator at the beginning of this stream. */
  public SplittableRandom generator() {
    return new SplittableRandom(state);
  }

  /** Steele and others' 64-bit finaliser (SplitMix64). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
