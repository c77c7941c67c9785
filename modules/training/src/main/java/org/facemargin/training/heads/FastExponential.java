package org.facemargin.training.heads;

/**
 * e^x in float32 for x ≤ 0: 2^n · 2^f with a polynomial of degree 6 for 2^f. Relative error below
 * 3e-7 down to -87; below that e^-87 ≈ 1.6e-38 is returned, which no sum of probabilities notices.
 */
final class FastExponential {

  private static final float LOWEST = -87;
  private static final float LOG2_E = 1.4426950f;
  private static final float LOG2_E_REST = 1.9259630e-8f;

  /** Adding it leaves the nearest integer in the low bits of the significand. */
  private static final float ROUND = 12582912f;

  private static final int EXPONENT_SHIFT = 23;
  private static final int ONE_BITS = 0x3f800000;

  private FastExponential() {}

  static float of(float x) {
    float held = x > LOWEST ? x : LOWEST;
    float shifted = held * LOG2_E + ROUND;
    float f = Math.fma(held, LOG2_E, -(shifted - ROUND)) + held * LOG2_E_REST;
    float p = 1.5353362e-4f;
    p = Math.fma(p, f, 1.3398874e-3f);
    p = Math.fma(p, f, 9.6184373e-3f);
    p = Math.fma(p, f, 5.5503324e-2f);
    p = Math.fma(p, f, 2.4022648e-1f);
    p = Math.fma(p, f, 6.9314720e-1f);
    p = Math.fma(p, f, 1f);
    int scale = (Float.floatToRawIntBits(shifted) << EXPONENT_SHIFT) + ONE_BITS;
    return p * Float.intBitsToFloat(scale);
  }
}
