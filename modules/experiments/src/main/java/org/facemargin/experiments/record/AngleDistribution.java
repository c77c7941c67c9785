package org.facemargin.experiments.record;

import java.util.Arrays;
import java.util.List;

/**
 * Where the embeddings of some training pictures lie: their angles to the centre of the class they
 * are labelled with, and to the nearest centre of all others. Angles in degrees.
 *
 * @param group which pictures: {@link #CLEAN} or {@link #NOISY}
 * @param images how many
 * @param labelledDeg angles to the labelled class's centre
 * @param nearestWrongDeg angles to the nearest other centre
 */
public record AngleDistribution(
    String group, long images, Angles labelledDeg, Angles nearestWrongDeg) {

  /** Pictures whose label is right. */
  public static final String CLEAN = "clean";

  /** Pictures whose label was made wrong on purpose. */
  public static final String NOISY = "noisy";

  /** Width of a bin of {@link Angles#counts}. */
  public static final int BIN_DEG = 2;

  /**
   * One distribution.
   *
   * @param mean mean angle
   * @param deviation population standard deviation
   * @param counts pictures in [0, 2), [2, 4), … [178, 180] degrees
   */
  public record Angles(double mean, double deviation, List<Long> counts) {

    public Angles {
      counts = List.copyOf(counts);
    }

    /** The distribution of these angles; not modified. */
    public static Angles of(double[] degrees) {
      double sum = 0;
      double squares = 0;
      long[] counts = new long[180 / BIN_DEG];
      for (double angle : degrees) {
        sum += angle;
        squares += angle * angle;
        counts[Math.min(counts.length - 1, (int) (angle / BIN_DEG))]++;
      }
      double mean = sum / degrees.length;
      double variance = squares / degrees.length - mean * mean;
      return new Angles(
          mean, Math.sqrt(Math.max(0, variance)), Arrays.stream(counts).boxed().toList());
    }
  }
}
