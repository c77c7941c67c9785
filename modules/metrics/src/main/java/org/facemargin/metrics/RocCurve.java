package org.facemargin.metrics;

import java.util.Arrays;

/**
 * A receiver operating characteristic as counts: at every kept threshold the number of impostor and
 * of genuine comparisons at or above it. The first point is always (0, 0) with threshold +infinity.
 *
 * <p>Two curves exist over the same scores. {@link #exact} keeps a point for every distinct score.
 * {@link #withoutCollinearPoints} drops the interior points of straight runs, exactly as
 * scikit-learn's {@code roc_curve(drop_intermediate=True)} does (second differences of the counts
 * zero in both): the published IJB numbers of insightface and those who copied it read their
 * nearest FAR from that curve, so equalling them needs it. Both have the same area.
 */
public final class RocCurve {

  private final double[] thresholds;
  private final int[] falseAccepts;
  private final int[] trueAccepts;
  private final int impostors;
  private final int genuines;

  private RocCurve(Points points, ScoreSteps scores) {
    this.thresholds = Arrays.copyOf(points.thresholds, points.size);
    this.falseAccepts = Arrays.copyOf(points.falseAccepts, points.size);
    this.trueAccepts = Arrays.copyOf(points.trueAccepts, points.size);
    this.impostors = scores.impostorCount();
    this.genuines = scores.genuineCount();
  }

  /** A point for every distinct score. */
  public static RocCurve exact(ScoreSteps scores) {
    Points points = new Points();
    points.add(Double.POSITIVE_INFINITY, 0, 0);
    scores.forEachStep(points::add);
    return new RocCurve(points, scores);
  }

  /** The same curve without the interior points of straight runs; O(kept points) of memory. */
  public static RocCurve withoutCollinearPoints(ScoreSteps scores) {
    Points points = new Points();
    points.add(Double.POSITIVE_INFINITY, 0, 0);
    CollinearFilter filter = new CollinearFilter(points);
    scores.forEachStep(filter);
    filter.finish();
    return new RocCurve(points, scores);
  }

  /** Number of points, the (0, 0) at the start included. */
  public int size() {
    return thresholds.length;
  }

  public double threshold(int point) {
    return thresholds[point];
  }

  public int falseAccepts(int point) {
    return falseAccepts[point];
  }

  public int trueAccepts(int point) {
    return trueAccepts[point];
  }

  public double far(int point) {
    return (double) falseAccepts[point] / impostors;
  }

  public double tar(int point) {
    return (double) trueAccepts[point] / genuines;
  }

  /**
   * The point whose FAR is nearest to {@code far}; of equally near ones the last, which has the
   * larger FAR and TAR. The FAR reached may exceed the one asked for.
   */
  public int nearest(double far) {
    int best = 0;
    double bestDistance = Double.POSITIVE_INFINITY;
    for (int point = 0; point < thresholds.length; point++) {
      double distance = Math.abs(far(point) - far);
      if (distance <= bestDistance) {
        best = point;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Area under the curve by trapezoids, in exact integer arithmetic until the last division. */
  public double area() {
    long doubled = 0;
    for (int p = 1; p < thresholds.length; p++) {
      long width = falseAccepts[p] - falseAccepts[p - 1];
      doubled += width * ((long) trueAccepts[p] + trueAccepts[p - 1]);
    }
    return doubled / 2.0 / impostors / genuines;
  }

  private static final class Points {
    double[] thresholds = new double[1024];
    int[] falseAccepts = new int[1024];
    int[] trueAccepts = new int[1024];
    int size;

    void add(double threshold, int fp, int tp) {
      if (size == thresholds.length) {
        int grown = size + (size >> 1);
        thresholds = Arrays.copyOf(thresholds, grown);
        falseAccepts = Arrays.copyOf(falseAccepts, grown);
        trueAccepts = Arrays.copyOf(trueAccepts, grown);
      }
      thresholds[size] = threshold;
      falseAccepts[size] = fp;
      trueAccepts[size++] = tp;
    }
  }

  /** Holds the last two steps back until the third tells whether the middle one lies on a line. */
  private static final class CollinearFilter implements ScoreSteps.StepVisitor {
    private final Points kept;
    private int seen;
    private int fpBefore;
    private int tpBefore;
    private double threshold;
    private int fp;
    private int tp;

    CollinearFilter(Points kept) {
      this.kept = kept;
    }

    @Override
    public void visit(double nextThreshold, int nextFp, int nextTp) {
      boolean bends = nextFp - fp != fp - fpBefore || nextTp - tp != tp - tpBefore;
      if (seen == 1 || (seen > 1 && bends)) {
        kept.add(threshold, fp, tp);
      }
      fpBefore = fp;
      tpBefore = tp;
      threshold = nextThreshold;
      fp = nextFp;
      tp = nextTp;
      seen++;
    }

    void finish() {
      kept.add(threshold, fp, tp);
    }
  }
}
