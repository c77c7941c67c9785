package org.facemargin.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * An array of a file of weights; its values are read when they are asked for.
 *
 * @param name its name
 * @param type what its values are
 * @param shape its extents, row-major; none for a scalar
 * @param values as many values as the shape says, little-endian
 */
record NamedArray(String name, StoredType type, List<Long> shape, Supplier<ByteBuffer> values) {

  NamedArray {
    shape = List.copyOf(shape);
  }

  /** An array whose values are at hand. */
  static NamedArray of(String name, StoredType type, List<Long> shape, ByteBuffer values) {
    return new NamedArray(name, type, shape, values::slice);
  }

  /**
   * How many values a shape has, or -1 where an extent is negative or the number is beyond what one
   * buffer can hold.
   */
  static long length(List<Long> shape) {
    long length = 1;
    for (long extent : shape) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        return -1;
      }
      length *= extent;
      if (length > Integer.MAX_VALUE / Double.BYTES) {
        return -1;
      }
    }
    return length;
  }

  /** Number of values. */
  int length() {
    return (int) length(shape);
  }

  /** Its values as 32-bit floats: a view where they are, else a copy; not to be modified. */
  FloatBuffer floats() {
    ByteBuffer bytes = values.get().order(ByteOrder.LITTLE_ENDIAN);
    if (type == StoredType.FLOAT32) {
      return bytes.asFloatBuffer();
    }
    FloatBuffer floats = FloatBuffer.allocate(length());
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, type.at(bytes, i * type.bytes()));
    }
    return floats;
  }
}
