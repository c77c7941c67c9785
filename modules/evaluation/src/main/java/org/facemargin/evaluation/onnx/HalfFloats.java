package org.facemargin.evaluation.onnx;

/** IEEE 754 binary16, written: to the nearest, ties to even. */
final class HalfFloats {

  private static final int INFINITY = 0x7c00;
  private static final double SMALLEST = 0x1p-24;
  private static final double SMALLEST_NORMAL = 0x1p-14;
  private static final double TOO_LARGE = 65520;

  private HalfFloats() {}

  static short of(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    double size = Math.abs((double) value);
    if (Float.isNaN(value)) {
      return (short) (INFINITY | 1);
    }
    if (size >= TOO_LARGE) {
      return (short) (sign | INFINITY);
    }
    if (size < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint(size / SMALLEST));
    }
    int exponent = Math.getExponent(size);
    // a mantissa that rounds up to 2 carries into the exponent, as it should
    int mantissa = (int) Math.rint(Math.scalb(size, 10 - exponent)) - 1024;
    return (short) (sign | (exponent + 15 << 10) + mantissa);
  }
}
