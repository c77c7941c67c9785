package org.facemargin.margins.losses;

import org.facemargin.margins.Algebra;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/** Chebyshev series of u → cos(arccos u + m) on [-1, 1]: Σ c_k T_k(u), k = 0..n. */
final class ChebyshevSeries {

  private static final int NODES = 1000;

  private ChebyshevSeries() {}

  /**
   * Unweighted least squares at the nodes cos(πj/999), j = 0..999, where T_k is cos(πjk/999).
   *
   * @param marginRad m in radians
   * @param degree n
   * @return n + 1 coefficients
   */
  static double[] fittedToAddedAngle(double marginRad, int degree) {
    double step = Math.PI / (NODES - 1);
    RealMatrix basis = new Array2DRowRealMatrix(NODES, degree + 1);
    ArrayRealVector values = new ArrayRealVector(NODES);
    for (int j = 0; j < NODES; j++) {
      for (int k = 0; k <= degree; k++) {
        basis.setEntry(j, k, Math.cos(step * j * k));
      }
      values.setEntry(j, Math.cos(step * j + marginRad));
    }
    RealMatrix normal = basis.transposeMultiply(basis);
    return new CholeskyDecomposition(normal).getSolver().solve(basis.preMultiply(values)).toArray();
  }

  /**
   * The first n + 1 coefficients of u cos m - sin m √(1-u²), √(1-u²) = 2/π - (4/π) Σ T_2k(u) /
   * (4k²-1).
   */
  static double[] ofAddedAngle(double marginRad, int degree) {
    double sine = Math.sin(marginRad);
    double[] coefficients = new double[degree + 1];
    coefficients[0] = -2 * sine / Math.PI;
    if (degree >= 1) {
      coefficients[1] = Math.cos(marginRad);
    }
    for (int k = 2; k <= degree; k += 2) {
      coefficients[k] = 4 * sine / (Math.PI * ((double) k * k - 1));
    }
    return coefficients;
  }

  /** Clenshaw: b_k = c_k + 2u b_{k+1} - b_{k+2} for k = n..0, then b_0 - u b_1. */
  static <T> T evaluate(Algebra<T> algebra, double[] coefficients, T u) {
    T twice = algebra.scale(u, 2);
    T next = algebra.constant(0);
    T afterNext = algebra.constant(0);
    for (int k = coefficients.length - 1; k >= 0; k--) {
      T current =
          algebra.shift(
              algebra.subtract(algebra.multiply(twice, next), afterNext), coefficients[k]);
      afterNext = next;
      next = current;
    }
    return algebra.subtract(next, algebra.multiply(u, afterNext));
  }
}
