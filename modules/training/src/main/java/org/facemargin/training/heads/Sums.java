package org.facemargin.training.heads;

/**
 * Sums over short arrays, in double where it matters, arranged so that the processor keeps busy.
 */
final class Sums {

  private static final int LANES = 4;

  private Sums() {}

  /** Σ values[i], i below count, in double. */
  static double of(float[] values, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + LANES - 1];
    }
    for (; i < count; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  /**
   * Σ row[i]², i below count. Four squares are added up in float first, which vectorises, and those
   * sums in double; relative error below 3e-7. Overflows to infinity beyond 1e19, as float32 does.
   *
   * @param folded scratch of at least a quarter of count values
   */
  static double ofSquares(float[] row, int count, float[] folded) {
    int quarter = count / LANES;
    int second = quarter;
    int third = 2 * quarter;
    int fourth = third + quarter;
    for (int i = 0; i < quarter; i++) {
      float a = row[i];
      float b = row[second + i];
      float c = row[third + i];
      float d = row[fourth + i];
      folded[i] = (a * a + b * b) + (c * c + d * d);
    }
    double rest = 0;
    for (int i = LANES * quarter; i < count; i++) {
      rest += (double) row[i] * row[i];
    }
    return of(folded, quarter) + rest;
  }
}
