package org.facemargin.backbones.weights;

import java.nio.ByteBuffer;

/** What the values of a stored array are, little-endian. */
public enum ElementType {
  FLOAT64(8),
  FLOAT32(4),
  FLOAT16(2),
  BFLOAT16(2),
  INT64(8),
  INT32(4),
  INT16(2),
  INT8(1),
  UINT8(1),
  BOOL(1);

  private static final int EXPONENT_SHIFT = 112;

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are real numbers. */
  public boolean real() {
    return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }

  /** The value at a byte of a little-endian buffer, rounded to 32 bits. */
  float at(ByteBuffer buffer, int position) {
    return switch (this) {
      case FLOAT64 -> (float) buffer.getDouble(position);
      case FLOAT32 -> buffer.getFloat(position);
      case FLOAT16 -> half(buffer.getShort(position));
      case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(position) << 16);
      case INT64 -> buffer.getLong(position);
      case INT32 -> buffer.getInt(position);
      case INT16 -> buffer.getShort(position);
      case INT8 -> buffer.get(position);
      case UINT8, BOOL -> buffer.get(position) & 0xff;
    };
  }

  /** IEEE 754 binary16. */
  private static float half(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + EXPONENT_SHIFT;
    return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
  }
}
