package org.facemargin.backbones.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * An array of a file of weights, its values where they lie in the file.
 *
 * @param name its name
 * @param type what its values are
 * @param shape its extents, row-major; none for a scalar
 * @param values as many values as the shape says, little-endian; not modified
 */
public record NamedArray(String name, ElementType type, List<Long> shape, ByteBuffer values) {

  public NamedArray {
    shape = List.copyOf(shape);
    values = values.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How many values a shape has, or -1 where an extent is negative or the number is beyond an array
   * of 2 GiB.
   */
  static long length(List<Long> shape) {
    long length = 1;
    for (long extent : shape) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        return -1;
      }
      length *= extent;
      if (length > Integer.MAX_VALUE) {
        return -1;
      }
    }
    return length;
  }

  /** Number of values. */
  public int length() {
    return values.remaining() / type.bytes();
  }

  /** Its values as 32-bit floats: a view where they are, else a copy. */
  public FloatBuffer floats() {
    if (type == ElementType.FLOAT32) {
      return values.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
    FloatBuffer floats = FloatBuffer.allocate(length());
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, type.at(values, i * type.bytes()));
    }
    return floats;
  }
}
