package org.facemargin.backbones.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.facemargin.core.DataException;
import org.facemargin.files.npy.HalfFloat;
import org.facemargin.files.proto.ProtoReader;

/**
 * A constant array of an ONNX file ({@code TensorProto}), its values where they lie in the file.
 *
 * @param name its name
 * @param type ONNX's number of the type of its values
 * @param shape its extents; none for a scalar
 * @param values little-endian; empty where the file keeps them elsewhere
 * @param external where the values are in another file
 */
record OnnxArray(
    String name, int type, List<Long> shape, ByteBuffer values, Optional<External> external) {

  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;
  private static final int DOUBLE = 11;
  private static final int EXTERNAL = 1;

  /** Bytes of a value of each type whose number of values is checked. */
  private static final Map<Integer, Integer> SIZES =
      Map.of(
          FLOAT, Float.BYTES,
          INT32, Integer.BYTES,
          INT64, Long.BYTES,
          FLOAT16, Short.BYTES,
          DOUBLE, Double.BYTES);

  /**
   * A part of a file beside the model.
   *
   * @param location the file, relative to the model's folder
   * @param offset its first byte
   * @param length its bytes, or -1 for all that follow
   */
  record External(String location, long offset, long length) {}

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
    List<Long> small = new ArrayList<>();
    boolean external = false;
    Map<String, String> elsewhere = new HashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.numbers(shape::add);
        case 2 -> type = (int) message.number();
        case 4 -> values.add(message.reals());
        case 5 -> message.numbers(small::add);
        case 7 -> message.numbers(integers::add);
        case 10 -> values.add(message.bytes());
        case 13 -> entry(message.message(), elsewhere);
        case 8 -> name = message.text();
        case 9 -> values.add(message.bytes());
        case 14 -> external = message.number() == EXTERNAL;
        default -> {}
      }
    }
    ByteBuffer bytes =
        !small.isEmpty()
            ? bytes(small, type == FLOAT16 ? Short.BYTES : Integer.BYTES)
            : integers.isEmpty() ? values.bytes() : bytes(integers, Long.BYTES);
    Optional<External> where =
        external ? Optional.of(external(message, name, elsewhere)) : Optional.empty();
    OnnxArray array = new OnnxArray(name, type, shape, bytes, where);
    array.requireLength(message::error);
    return array;
  }

  /** StringStringEntryProto. */
  private static void entry(ProtoReader message, Map<String, String> entries) {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.text();
        case 2 -> value = message.text();
        default -> {}
      }
    }
    entries.put(key, value);
  }

  private static External external(
      ProtoReader message, String name, Map<String, String> elsewhere) {
    try {
      return new External(
          elsewhere.getOrDefault("location", ""),
          Long.parseLong(elsewhere.getOrDefault("offset", "0")),
          Long.parseLong(elsewhere.getOrDefault("length", "-1")));
    } catch (NumberFormatException e) {
      throw message.error("array '" + name + "' lies elsewhere, at " + elsewhere);
    }
  }

  /** The array with its values, which were in another file. */
  OnnxArray with(ByteBuffer found) {
    OnnxArray array =
        new OnnxArray(name, type, shape, found.order(ByteOrder.LITTLE_ENDIAN), Optional.empty());
    array.requireLength(DataException::new);
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

  private static ByteBuffer bytes(List<Long> integers, int size) {
    ByteBuffer bytes = empty(integers.size() * size);
    for (long each : integers) {
      switch (size) {
        case Short.BYTES -> bytes.putShort((short) each);
        case Integer.BYTES -> bytes.putInt((int) each);
        default -> bytes.putLong(each);
      }
    }
    return bytes.flip();
  }

  private void requireLength(Function<String, DataException> error) {
    int size = SIZES.getOrDefault(type, 0);
    long length = length();
    boolean wrong =
        length < 0 || (size > 0 && external.isEmpty() && values.remaining() != length * size);
    if (wrong) {
      throw error.apply(
          "array '"
              + name
              + "' has the shape "
              + shape
              + ", which is "
              + length
              + " values, and "
              + values.remaining() / Math.max(1, size)
              + " values in fact");
    }
  }

  /** Number of values; -1 where that is none, or more than a file can hold. */
  long length() {
    long length = 1;
    for (long extent : shape) {
      if (extent < 0 || (extent > 0 && length > Integer.MAX_VALUE / extent)) {
        return -1;
      }
      length *= extent;
    }
    return length;
  }

  /** Its values as 32-bit floats; not modified by anybody. */
  FloatBuffer floats() {
    return switch (type) {
      case FLOAT -> values.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      case DOUBLE -> rounded(i -> (float) values.getDouble(values.position() + i * Double.BYTES));
      case FLOAT16 ->
          rounded(i -> HalfFloat.toFloat(values.getShort(values.position() + i * Short.BYTES)));
      default ->
          throw new UnsupportedNetwork(
              "array '" + name + "' holds values of ONNX type " + type + ", no real numbers");
    };
  }

  private interface ValueAt {
    float at(int index);
  }

  private FloatBuffer rounded(ValueAt value) {
    FloatBuffer floats = FloatBuffer.allocate((int) length());
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, value.at(i));
    }
    return floats;
  }

  /** The same values in another shape. */
  OnnxArray shaped(String newName, List<Long> newShape) {
    return new OnnxArray(newName, type, newShape, values, external);
  }

  /** Its values, whole numbers. */
  List<Long> integers() {
    if (type != INT64 && type != INT32) {
      throw new UnsupportedNetwork(
          "array '" + name + "' holds values of ONNX type " + type + ", no whole numbers");
    }
    List<Long> integers = new ArrayList<>();
    for (int i = 0; i < length(); i++) {
      integers.add(
          type == INT64
              ? values.getLong(values.position() + i * Long.BYTES)
              : values.getInt(values.position() + i * Integer.BYTES));
    }
    return integers;
  }
}
