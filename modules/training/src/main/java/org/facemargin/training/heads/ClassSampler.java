package org.facemargin.training.heads;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.facemargin.core.RandomStream;

/**
 * Picks the classes of a step: all targets, then others at random until the share is reached.
 *
 * <p>max(1, ⌊rate · C⌋, number of distinct targets) classes, ascending. What PartialFC V2 does by
 * ranking C random numbers is done here by drawing: the others are a uniform sample without
 * replacement either way.
 */
public final class ClassSampler {

  private final int classes;
  private final int wanted;
  private final RandomStream stream;

  /**
   * @param seed of the stream "sample"
   */
  public ClassSampler(int classes, double rate, long seed) {
    this(classes, rate, RandomStream.of(seed, "sample"));
  }

  ClassSampler(int classes, double rate, RandomStream stream) {
    this.classes = classes;
    this.wanted = Math.max(1, (int) (rate * classes));
    this.stream = stream;
  }

  /** The classes of {@code step}, ascending. */
  public int[] sample(int[] labels, long step) {
    BitSet chosen = new BitSet(classes);
    for (int label : labels) {
      chosen.set(label);
    }
    int positives = chosen.cardinality();
    SplittableRandom random = stream.at(step).generator();
    if (wanted > positives) {
      if (2L * (wanted - positives) <= classes - positives) {
        flip(chosen, wanted - positives, random, false);
      } else {
        chooseByOmission(chosen, random);
      }
    }
    return chosen.stream().toArray();
  }

  /** Turns {@code count} bits that are {@code from} around, at random. */
  private void flip(BitSet bits, int count, SplittableRandom random, boolean from) {
    int left = count;
    while (left > 0) {
      int candidate = random.nextInt(classes);
      if (bits.get(candidate) == from) {
        bits.flip(candidate);
        left--;
      }
    }
  }

  /** When most classes are wanted it is quicker to draw those that are not. */
  private void chooseByOmission(BitSet chosen, SplittableRandom random) {
    BitSet others = new BitSet(classes);
    others.set(0, classes);
    others.andNot(chosen);
    flip(others, classes - wanted, random, true);
    chosen.or(others);
  }
}
