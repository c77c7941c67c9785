package org.facemargin.margins.regularisers;

import java.nio.FloatBuffer;

/** Rows of a matrix made to unit length, and gradients back through that. */
final class UnitRows {

  private static final double SMALLEST_NORM = 1e-12;

  private UnitRows() {}

  /** 1 / max(‖row‖, 1e-12). */
  static double inverseNorm(FloatBuffer rows, int row, int dimension) {
    double squares = 0;
    for (int k = row * dimension; k < (row + 1) * dimension; k++) {
      squares += (double) rows.get(k) * rows.get(k);
    }
    return 1 / Math.max(Math.sqrt(squares), SMALLEST_NORM);
  }

  static double norm(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** a·b, in four sums side by side. */
  static double dot(double[] a, double[] b) {
    double[] sums = new double[4];
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sums[0] += a[i] * b[i];
      sums[1] += a[i + 1] * b[i + 1];
      sums[2] += a[i + 2] * b[i + 2];
      sums[3] += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sums[0] += a[i] * b[i];
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
  }

  /** Adds (g - (g·û) û) / ‖row‖ to the row's gradient, g being the gradient to the unit row û. */
  static void addThroughNormalisation(
      double[] g, FloatBuffer rows, int row, double inverseNorm, FloatBuffer gradient) {
    int start = row * g.length;
    double along = 0;
    for (int k = 0; k < g.length; k++) {
      along += g[k] * rows.get(start + k) * inverseNorm;
    }
    for (int k = 0; k < g.length; k++) {
      double tangent = (g[k] - along * rows.get(start + k) * inverseNorm) * inverseNorm;
      gradient.put(start + k, (float) (gradient.get(start + k) + tangent));
    }
  }
}
