package org.facemargin.backbones.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.files.proto.ProtoReader;

/**
 * A constant array of an ONNX file ({@code TensorProto}), its values where they lie in the file.
 *
 * @param name its name
 * @param type ONNX's number of the type of its values
 * @param shape its extents; none for a scalar
 * @param values little-endian; empty where the file keeps them elsewhere
 * @param external whether the values are in another file
 */
record OnnxArray(String name, int type, List<Long> shape, ByteBuffer values, boolean external) {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int EXTERNAL = 1;

  OnnxArray {
    shape = List.copyOf(shape);
  }

  /**
   * Reads one.
   *
   * @throws org.facemargin.core.DataException if there are more or fewer values than its shape says
   */
  static OnnxArray read(ProtoReader message) {
    String name = "";
    int type = 0;
    List<Long> shape = new ArrayList<>();
    Gathered values = new Gathered();
    List<Long> integers = new ArrayList<>();
    boolean external = false;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.numbers(shape::add);
        case 2 -> type = (int) message.number();
        case 4 -> values.add(message.reals());
        case 7 -> message.numbers(integers::add);
        case 8 -> name = message.text();
        case 9 -> values.add(message.bytes());
        case 14 -> external = message.number() == EXTERNAL;
        default -> {}
      }
    }
    ByteBuffer bytes = integers.isEmpty() ? values.bytes() : bytes(integers);
    OnnxArray array = new OnnxArray(name, type, shape, bytes, external);
    array.requireLength(message);
    return array;
  }

  /** Bytes that come in one piece or in several. */
  private static final class Gathered {
    private ByteBuffer bytes = empty(0);

    void add(ByteBuffer piece) {
      bytes =
          bytes.hasRemaining()
              ? empty(bytes.remaining() + piece.remaining()).put(bytes).put(piece).flip()
              : piece;
    }

    ByteBuffer bytes() {
      return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static ByteBuffer empty(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer bytes(List<Long> integers) {
    ByteBuffer bytes = empty(integers.size() * Long.BYTES);
    integers.forEach(bytes::putLong);
    return bytes.flip();
  }

  private void requireLength(ProtoReader message) {
    int size = type == FLOAT ? Float.BYTES : type == INT64 ? Long.BYTES : 0;
    if (size > 0 && !external && values.remaining() != length() * size) {
      throw message.error(
          "array '"
              + name
              + "' has the shape "
              + shape
              + ", which is "
              + length()
              + " values, and "
              + values.remaining() / size
              + " values in fact");
    }
  }

  /** Number of values. */
  long length() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }

  /** Its values; not modified by anybody. */
  FloatBuffer floats() {
    if (external) {
      throw new UnsupportedNetwork("array '" + name + "' keeps its values in another file");
    }
    if (type != FLOAT) {
      throw new UnsupportedNetwork(
          "array '" + name + "' holds values of ONNX type " + type + ", not 32-bit floats (1)");
    }
    return values.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** Its values, 64-bit integers. */
  List<Long> integers() {
    if (external || type != INT64) {
      throw new UnsupportedNetwork(
          "array '" + name + "' holds values of ONNX type " + type + ", not 64-bit integers (7)");
    }
    List<Long> integers = new ArrayList<>();
    for (int i = 0; i < length(); i++) {
      integers.add(values.getLong(values.position() + i * Long.BYTES));
    }
    return integers;
  }
}
