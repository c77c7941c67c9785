package org.facemargin.faces.align;

import org.facemargin.core.DataException;

/**
 * Rotation, uniform scale and shift: {@code (x, y) -> (a x - b y + tx, b x + a y + ty)}. No
 * reflection.
 *
 * @param a scale times cosine
 * @param b scale times sine
 * @param tx shift in x, pixels
 * @param ty shift in y, pixels
 */
public record SimilarityTransform(double a, double b, double tx, double ty) {

  /**
   * The transform that brings points nearest to others in the sense of least squares.
   *
   * <p>With points as complex numbers p and q less their means, the sum of |s p - q|² is smallest
   * at {@code s = Σ conj(p) q / Σ |p|²}: the solution in closed form. It is Umeyama's (IEEE TPAMI
   * 13(4), 1991, equations 40 to 43) for the plane without reflection, and what {@code
   * skimage.transform.SimilarityTransform.estimate} computes by singular values.
   *
   * @throws DataException if all points of {@code from} coincide
   */
  public static SimilarityTransform fit(FivePoints from, FivePoints to) {
    double px = mean(from, 0);
    double py = mean(from, 1);
    double qx = mean(to, 0);
    double qy = mean(to, 1);
    double real = 0;
    double imaginary = 0;
    double spread = 0;
    for (int i = 0; i < FivePoints.COUNT; i++) {
      double dx = from.x(i) - px;
      double dy = from.y(i) - py;
      double ex = to.x(i) - qx;
      double ey = to.y(i) - qy;
      real += dx * ex + dy * ey;
      imaginary += dx * ey - dy * ex;
      spread += dx * dx + dy * dy;
    }
    if (!(spread > 1e-9)) {
      throw new DataException(
          "all five landmarks lie on one point; no alignment follows from them.");
    }
    double a = real / spread;
    double b = imaginary / spread;
    return new SimilarityTransform(a, b, qx - a * px + b * py, qy - b * px - a * py);
  }

  private static double mean(FivePoints points, int axis) {
    double sum = 0;
    for (int i = 0; i < FivePoints.COUNT; i++) {
      sum += axis == 0 ? points.x(i) : points.y(i);
    }
    return sum / FivePoints.COUNT;
  }

  /** Scale factor. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** The points after the transform. */
  public FivePoints apply(FivePoints points) {
    double[] out = new double[2 * FivePoints.COUNT];
    for (int i = 0; i < FivePoints.COUNT; i++) {
      out[2 * i] = a * points.x(i) - b * points.y(i) + tx;
      out[2 * i + 1] = b * points.x(i) + a * points.y(i) + ty;
    }
    return new FivePoints(out);
  }
}
