package org.facemargin.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;

/**
 * MXNet's {@code .params} file, a list of named arrays, little-endian:
 *
 * <pre>
 * 0x112, 0, count                          8 bytes each
 * array, count times:
 *   0xF993FAC9, storage 0                  version 2 (3: 0xF993FACA)
 *   or 0xF993FAC8                          version 1
 *   rank, then rank extents                4 bytes and 8 each; older files begin with the rank and
 *                                          have extents of 4 bytes
 *   device type, device, type of values    4 bytes each
 *   values
 * count, then length and text of each name 8 bytes, 8 bytes
 * </pre>
 *
 * <p>Names begin with {@code arg:} or {@code aux:}. Source: apache/mxnet, src/ndarray/ndarray.cc,
 * NDArray::Save and NDArray::Load.
 */
final class MxnetParameters {

  static final long MAGIC = 0x112;

  private static final int VERSION_1 = 0xF993FAC8;
  private static final int VERSION_2 = 0xF993FAC9;
  private static final int VERSION_3 = 0xF993FACA;
  private static final int LARGEST_RANK = 32;
  private static final int LARGEST_NAME = 4096;
  private static final int SMALLEST_ARRAY = 4;

  private static final List<StoredType> TYPES =
      List.of(
          StoredType.FLOAT32,
          StoredType.FLOAT64,
          StoredType.FLOAT16,
          StoredType.UINT8,
          StoredType.INT32,
          StoredType.INT8,
          StoredType.INT64);

  private final String file;
  private final ByteBuffer in;

  private MxnetParameters(String file, ByteBuffer in) {
    this.file = file;
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file of up to 2 GiB, names without {@code arg:} and {@code aux:}.
   *
   * @throws DataException if it is missing, cut off or malformed
   */
  static WeightTable read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DataException("There is no file " + path + ".");
    }
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw DataException.of("%s has %s bytes; up to 2^31 - 1 are read.", path, channel.size());
      }
      ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new MxnetParameters(path.toString(), content).read();
    } catch (IOException e) {
      throw new DataException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private record Values(StoredType type, List<Long> shape, ByteBuffer bytes) {}

  private WeightTable read() {
    if (number() != MAGIC) {
      throw wrong(0, "MXNet's arrays begin with 0x112");
    }
    number();
    long count = count("arrays", SMALLEST_ARRAY);
    List<Values> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(array());
    }
    int namesAt = in.position();
    if (count("names", Long.BYTES) != count) {
      throw wrong(namesAt, "there are " + count + " arrays and another number of names");
    }
    Map<String, NamedArray> arrays = new LinkedHashMap<>();
    for (Values each : values) {
      int at = in.position();
      String name = name();
      NamedArray array = NamedArray.of(name, each.type(), each.shape(), each.bytes());
      if (arrays.put(name, array) != null) {
        throw wrong(at, "there are two arrays '" + name + "'");
      }
    }
    return new WeightTable(file, "MXNet", arrays, Map.of());
  }

  private String name() {
    int at = in.position();
    long length = number();
    if (length < 0 || length > LARGEST_NAME || length > in.remaining()) {
      throw wrong(at, "a name of " + Long.toUnsignedString(length) + " bytes is announced");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8).replaceFirst("^(arg|aux):", "");
  }

  private Values array() {
    int at = in.position();
    int begin = integer();
    boolean wide = begin == VERSION_1 || begin == VERSION_2 || begin == VERSION_3;
    if ((begin == VERSION_2 || begin == VERSION_3) && integer() != 0) {
      throw wrong(at, "the array is sparse, expected a dense one (storage type 0)");
    }
    int rank = wide ? integer() : begin;
    if (rank < 0 || rank > LARGEST_RANK) {
      throw wrong(at, "an array of " + Integer.toUnsignedString(rank) + " dimensions is announced");
    }
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      shape.add(wide ? number() : Integer.toUnsignedLong(integer()));
    }
    if (rank == 0 && begin != VERSION_3) {
      // an array that was never made: nothing follows
      return new Values(StoredType.FLOAT32, List.of(0L), ByteBuffer.allocate(0));
    }
    integer();
    integer();
    int type = integer();
    if (type < 0 || type >= TYPES.size()) {
      throw wrong(at, "values of MXNet's type " + type + " are none of 0 to " + (TYPES.size() - 1));
    }
    long bytes = NamedArray.length(shape) * TYPES.get(type).bytes();
    if (bytes < 0 || bytes > in.remaining()) {
      throw wrong(at, "an array of shape " + shape + " is announced, " + left());
    }
    ByteBuffer values = in.slice(in.position(), (int) bytes);
    in.position(in.position() + (int) bytes);
    return new Values(TYPES.get(type), shape, values);
  }

  private long count(String what, int smallest) {
    int at = in.position();
    long count = number();
    if (count < 0 || count > in.remaining() / smallest) {
      throw wrong(at, Long.toUnsignedString(count) + " " + what + " are announced, " + left());
    }
    return count;
  }

  private String left() {
    return in.remaining() + " bytes are left";
  }

  private long number() {
    need(Long.BYTES);
    return in.getLong();
  }

  private int integer() {
    need(Integer.BYTES);
    return in.getInt();
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw wrong(in.position(), "the file ends in the middle of a value");
    }
  }

  private DataException wrong(int at, String complaint) {
    return DataException.of(
        "%s, byte %s: %s. The file is cut off, damaged, or of another kind.", file, at, complaint);
  }
}
