package org.facemargin.faces.align;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether five points can be those of a face.
 *
 * <p>With points p and the template's q as complex numbers less their means, {@code |Σ conj(p) q| /
 * (|p| |q|)} is 1 where a rotation, a scale and a shift bring the one onto the other, and {@code |Σ
 * p q| / (|p| |q|)} where a reflection is needed too. A face seen from the front has 0.95 and more
 * of the first, a full profile still 0.75; a face whose left and right are exchanged has 0.2 of the
 * first and 1 of the second.
 */
final class FaceShape {

  /** The least likeness of points that are taken for a face. */
  static final double LEAST_LIKENESS = 0.5;

  private static final double LEAST_SPREAD_PX = 1;
  private static final double LEAST_BREADTH = 0.02;
  private static final double MIRRORED = 0.8;

  private FaceShape() {}

  /**
   * Likeness to the ArcFace template but for rotation, scale and shift, in [0, 1]; 0 where points
   * coincide or are not finite.
   *
   * @param xy ten numbers, not modified
   */
  static double likeness(double[] xy) {
    double likeness = likeness(xy, 1);
    return Double.isFinite(likeness) ? likeness : 0;
  }

  /** Why these cannot be the points of a face in a picture of this size; empty if they can. */
  static Optional<String> objection(double[] xy, int widthPx, int heightPx) {
    for (double value : xy) {
      if (!Double.isFinite(value)) {
        return Optional.of("a landmark is not a finite number: " + value);
      }
    }
    double[] moments = moments(xy);
    double spread = Math.sqrt((moments[2] + moments[3]) / FivePoints.COUNT);
    if (!(spread >= LEAST_SPREAD_PX)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its five landmarks lie within a pixel of (%.2f, %.2f); are they fractions of the"
                  + " picture's size?",
              moments[0],
              moments[1]));
    }
    if (moments[0] < 0 || moments[1] < 0 || moments[0] > widthPx || moments[1] > heightPx) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its landmarks lie around (%.1f, %.1f), outside the picture of %d x %d pixels",
              moments[0],
              moments[1],
              widthPx,
              heightPx));
    }
    if (breadth(moments) < LEAST_BREADTH) {
      return Optional.of("its five landmarks lie on one line, which those of no face do");
    }
    if (likeness(xy, 1) < LEAST_LIKENESS) {
      return Optional.of(
          likeness(xy, -1) > MIRRORED
              ? "its landmarks are those of a mirrored face: left and right are exchanged"
              : "its landmarks have the shape of no face");
    }
    return Optional.empty();
  }

  /** Mean x, mean y, Σ dx², Σ dy², Σ dx dy. */
  private static double[] moments(double[] xy) {
    double[] m = new double[5];
    for (int i = 0; i < xy.length; i += 2) {
      m[0] += xy[i] / FivePoints.COUNT;
      m[1] += xy[i + 1] / FivePoints.COUNT;
    }
    for (int i = 0; i < xy.length; i += 2) {
      double dx = xy[i] - m[0];
      double dy = xy[i + 1] - m[1];
      m[2] += dx * dx;
      m[3] += dy * dy;
      m[4] += dx * dy;
    }
    return m;
  }

  /** The shorter axis of the points' scatter over the longer. */
  private static double breadth(double[] moments) {
    double half = (moments[2] + moments[3]) / 2;
    double root = Math.hypot((moments[2] - moments[3]) / 2, moments[4]);
    return Math.sqrt(Math.max(0, half - root) / (half + root));
  }

  /** With {@code mirror} -1 the points' x is turned round first. */
  private static double likeness(double[] xy, int mirror) {
    double[] template = AlignmentTemplate.ARCFACE_112.points().xy();
    double[] p = moments(xy);
    double[] q = moments(template);
    double real = 0;
    double imaginary = 0;
    for (int i = 0; i < xy.length; i += 2) {
      double px = mirror * (xy[i] - p[0]);
      double py = xy[i + 1] - p[1];
      double qx = template[i] - q[0];
      double qy = template[i + 1] - q[1];
      real += px * qx + py * qy;
      imaginary += px * qy - py * qx;
    }
    return Math.hypot(real, imaginary) / Math.sqrt((p[2] + p[3]) * (q[2] + q[3]));
  }
}
