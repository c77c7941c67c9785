package org.facemargin.backbones.weights;

import java.nio.ByteBuffer;
import org.facemargin.files.npy.HalfFloat;

/** What the values of a stored array are, little-endian. */
enum StoredType {
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

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  int bytes() {
    return bytes;
  }

  /** Whether values are real numbers. */
  boolean real() {
    return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }

  /** The value at a byte of a little-endian buffer, rounded to 32 bits. */
  float at(ByteBuffer buffer, int position) {
    return switch (this) {
      case FLOAT64 -> (float) buffer.getDouble(position);
      case FLOAT32 -> buffer.getFloat(position);
      case FLOAT16 -> HalfFloat.toFloat(buffer.getShort(position));
      case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(position) << 16);
      case INT64 -> buffer.getLong(position);
      case INT32 -> buffer.getInt(position);
      case INT16 -> buffer.getShort(position);
      case INT8 -> buffer.get(position);
      case UINT8, BOOL -> buffer.get(position) & 0xff;
    };
  }
}
