package org.facemargin.metrics;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Detection error trade-off: FNMR against FMR, each also as a normal deviate Φ⁻¹, the axes on which
 * normally distributed scores give a straight line (A. Martin et al., The DET curve in assessment
 * of detection task performance, Eurospeech 1997; ISO/IEC 19795-1).
 */
public final class DetCurve {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private DetCurve() {}

  /**
   * The points at which both rates lie strictly between 0 and 1, where deviates are finite; of runs
   * that lie nearer together than {@code 1/points} of the curve's length on deviate axes only the
   * first and the last of the curve are sure to be kept.
   *
   * @param points about how many are wanted, at least 2
   */
  public static List<Point> of(ScoreSteps scores, int points) {
    RocCurve curve = RocCurve.exact(scores);
    List<Point> all = new ArrayList<>();
    for (int i = 0; i < curve.size(); i++) {
      double fmr = curve.far(i);
      double fnmr = (double) (scores.genuineCount() - curve.trueAccepts(i)) / scores.genuineCount();
      if (fmr > 0 && fmr < 1 && fnmr > 0 && fnmr < 1) {
        all.add(new Point(curve.threshold(i), fmr, fnmr, deviate(fmr), deviate(fnmr)));
      }
    }
    return thinned(all, points);
  }

  private static List<Point> thinned(List<Point> all, int points) {
    if (all.size() <= points) {
      return all;
    }
    Point first = all.get(0);
    Point last = all.get(all.size() - 1);
    double step = (first.distance(last)) / points;
    List<Point> kept = new ArrayList<>(List.of(first));
    for (Point point : all) {
      if (point.distance(kept.get(kept.size() - 1)) >= step) {
        kept.add(point);
      }
    }
    if (kept.get(kept.size() - 1) != last) {
      kept.add(last);
    }
    return kept;
  }

  /** Φ⁻¹ of a rate; infinite at 0 and 1. */
  public static double deviate(double rate) {
    return NORMAL.inverseCumulativeProbability(rate);
  }

  /**
   * One point.
   *
   * @param threshold accept at or above it
   * @param fmr false match rate
   * @param fnmr false non-match rate
   * @param fmrDeviate Φ⁻¹(fmr)
   * @param fnmrDeviate Φ⁻¹(fnmr)
   */
  public record Point(
      double threshold, double fmr, double fnmr, double fmrDeviate, double fnmrDeviate) {

    private double distance(Point other) {
      return Math.abs(fmrDeviate - other.fmrDeviate) + Math.abs(fnmrDeviate - other.fnmrDeviate);
    }
  }
}
