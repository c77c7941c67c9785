package org.facemargin.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A ROC of which only the rates are known: a curve somebody published, straight between its points
 * and completed by (0, 0) and (1, 1). Counts, and with them intervals, are not known.
 */
public final class RateCurve {

  private final double[] far;
  private final double[] tar;

  private RateCurve(double[] far, double[] tar) {
    this.far = far;
    this.tar = tar;
  }

  /**
   * @param far false accept rates in any order; not modified
   * @param tar true accept rate of each; not modified
   */
  public static RateCurve of(double[] far, double[] tar) {
    if (far.length != tar.length) {
      throw new IllegalArgumentException(far.length + " false and " + tar.length + " true rates");
    }
    int[] order =
        IntStream.range(0, far.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> far[i]).thenComparing(i -> tar[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] x = new double[far.length + 2];
    double[] y = new double[far.length + 2];
    for (int i = 0; i < order.length; i++) {
      x[i + 1] = far[order[i]];
      y[i + 1] = tar[order[i]];
    }
    x[x.length - 1] = 1;
    y[y.length - 1] = 1;
    return new RateCurve(x, y);
  }

  /** Number of points, both ends included. */
  public int size() {
    return far.length;
  }

  /** False accept rate of a point, rising. */
  public double far(int point) {
    return far[point];
  }

  /** True accept rate of a point. */
  public double tar(int point) {
    return tar[point];
  }

  /** Area by trapezoids. */
  public double area() {
    double area = 0;
    for (int p = 1; p < far.length; p++) {
      area += (far[p] - far[p - 1]) * (tar[p] + tar[p - 1]) / 2;
    }
    return area;
  }

  /**
   * The highest accuracy on the curve, share · TAR + (1 - share) · (1 - FAR). A published ten-fold
   * accuracy is the mean of folds whose threshold was chosen on the others, so that it can lie a
   * little below.
   *
   * @param genuineShare share of genuine comparisons, 1/2 for LFW
   */
  public double bestAccuracy(double genuineShare) {
    return IntStream.range(0, far.length)
        .mapToDouble(p -> genuineShare * tar[p] + (1 - genuineShare) * (1 - far[p]))
        .max()
        .orElseThrow();
  }

  /** Where the curve cuts FNMR = FMR. */
  public double equalErrorRate() {
    int p = 1;
    while (1 - tar[p] > far[p]) {
      p++;
    }
    double before = 1 - tar[p - 1] - far[p - 1];
    double after = 1 - tar[p] - far[p];
    return far[p - 1] + before / (before - after) * (far[p] - far[p - 1]);
  }

  /** The largest true accept rate among the points with a FAR at most {@code target}. */
  public double tarWithin(double target) {
    return IntStream.range(0, far.length)
        .filter(p -> far[p] <= target)
        .mapToDouble(p -> tar[p])
        .max()
        .orElseThrow();
  }

  /** The smallest FAR above 0, under which the curve says nothing. */
  public double smallestFar() {
    return Arrays.stream(far).filter(rate -> rate > 0).min().orElse(1);
  }
}
