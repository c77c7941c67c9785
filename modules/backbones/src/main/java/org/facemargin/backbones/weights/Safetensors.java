package org.facemargin.backbones.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;

/**
 * A {@code .safetensors} file:
 *
 * <pre>
 * N                 8 bytes, little-endian
 * header            N bytes of JSON: {"name": {"dtype", "shape", "data_offsets": [from, to]}, …,
 *                   "__metadata__": {"key": "text", …}}
 * values            little-endian, row-major, without gaps
 * </pre>
 *
 * <p>Source: huggingface/safetensors, README, "Format". The header has at most {@value
 * #LARGEST_HEADER} bytes there and here.
 */
public final class Safetensors {

  private static final long LARGEST_HEADER = 100_000_000;
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Map<String, StoredType> TYPES =
      new TreeMap<>(
          Map.of(
              "F64", StoredType.FLOAT64,
              "F32", StoredType.FLOAT32,
              "F16", StoredType.FLOAT16,
              "BF16", StoredType.BFLOAT16,
              "I64", StoredType.INT64,
              "I32", StoredType.INT32,
              "I16", StoredType.INT16,
              "I8", StoredType.INT8,
              "U8", StoredType.UINT8,
              "BOOL", StoredType.BOOL));

  private Safetensors() {}

  /** Whether a file begins as one: the length of a header that fits, and the header's brace. */
  static boolean looksLike(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer begin = ByteBuffer.allocate(Long.BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(begin);
      return !begin.hasRemaining()
          && begin.getLong(0) >= 2
          && begin.getLong(0) <= channel.size() - Long.BYTES
          && begin.get(Long.BYTES) == '{';
    }
  }

  /**
   * Reads a file; values stay in the file, which is mapped.
   *
   * @throws DataException if it is missing, cut off or malformed
   */
  static WeightTable read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no file " + file + ".");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return read(file.toString(), channel);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static WeightTable read(String file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw DataException.of("%s has %s bytes, a safetensors file has at least 8.", file, size);
    }
    long length = map(channel, 0, Long.BYTES).getLong(0);
    if (length < 2 || length > LARGEST_HEADER || length > size - Long.BYTES) {
      throw DataException.of(
          "%s, byte 0: a header of %s bytes is announced, expected 2 to %s. The file is cut off,"
              + " damaged, or of another kind.",
          file, Long.toUnsignedString(length), Math.min(LARGEST_HEADER, size - Long.BYTES));
    }
    ObjectNode header = header(file, map(channel, Long.BYTES, length));
    long begin = Long.BYTES + length;
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, NamedArray> arrays = new LinkedHashMap<>();
    List<Extent> extents = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        entry
            .getValue()
            .properties()
            .forEach(each -> metadata.put(each.getKey(), each.getValue().asText()));
        continue;
      }
      Extent extent = extent(file, entry.getKey(), entry.getValue(), size - begin);
      extents.add(extent);
      ByteBuffer values = map(channel, begin + extent.from(), extent.to() - extent.from());
      arrays.put(
          extent.name(), NamedArray.of(extent.name(), extent.type(), extent.shape(), values));
    }
    requireNoGaps(file, extents, size - begin);
    return new WeightTable(file, "safetensors", arrays, metadata);
  }

  private static ByteBuffer map(FileChannel channel, long from, long length) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, from, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ObjectNode header(String file, ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.decode(bytes).toString();
      if (JSON.readTree(text) instanceof ObjectNode header) {
        return header;
      }
      throw new DataException(file + ", byte 8: the header is no JSON object.");
    } catch (JsonProcessingException e) {
      throw new DataException(
          file + ", byte 8: the header is no valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private record Extent(String name, StoredType type, List<Long> shape, long from, long to) {}

  private static Extent extent(String file, String name, JsonNode entry, long size) {
    StoredType type =
        Optional.ofNullable(TYPES.get(entry.path("dtype").asText()))
            .orElseThrow(
                () ->
                    wrong(
                        file,
                        name,
                        "has dtype "
                            + entry.path("dtype")
                            + ", expected one of "
                            + String.join(", ", TYPES.keySet())));
    List<Long> shape = integers(file, name, entry.path("shape"));
    List<Long> offsets = integers(file, name, entry.path("data_offsets"));
    long values = NamedArray.length(shape);
    boolean fits =
        offsets.size() == 2
            && offsets.get(0) >= 0
            && offsets.get(0) <= offsets.get(1)
            && offsets.get(1) <= size;
    if (!fits) {
      throw wrong(file, name, "lies at " + offsets + " of " + size + " bytes of values");
    }
    if (values < 0 || values * type.bytes() != offsets.get(1) - offsets.get(0)) {
      throw wrong(
          file,
          name,
          "of type "
              + type
              + " and shape "
              + shape
              + " lies at "
              + offsets
              + ", which does not fit");
    }
    return new Extent(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> integers(String file, String name, JsonNode node) {
    List<Long> integers = new ArrayList<>();
    for (JsonNode each : node) {
      if (!each.canConvertToLong() || !each.isIntegralNumber()) {
        throw wrong(file, name, "has " + each + " where a whole number is due");
      }
      integers.add(each.asLong());
    }
    if (!node.isArray()) {
      throw wrong(file, name, "lacks its shape or its data_offsets");
    }
    return integers;
  }

  private static void requireNoGaps(String file, List<Extent> extents, long size) {
    extents.sort(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to));
    long at = 0;
    for (Extent extent : extents) {
      if (extent.from() != at) {
        throw wrong(file, extent.name(), "begins at " + extent.from() + ", expected " + at);
      }
      at = extent.to();
    }
    if (at != size) {
      throw DataException.of(
          "%s: the arrays end at byte %s of %s bytes of values.", file, at, size);
    }
  }

  private static DataException wrong(String file, String name, String complaint) {
    return DataException.of("%s: array '%s' %s.", file, name, complaint);
  }

  /**
   * An array to be written, 32-bit floats.
   *
   * @param name its name
   * @param shape its extents
   * @param values as many as the shape says, from the buffer's position; not modified
   */
  record Written(String name, List<Long> shape, FloatBuffer values) {}

  /** Writes a file, whole or not at all. */
  static void write(Path file, List<Written> arrays, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    metadata.forEach(texts::put);
    long at = 0;
    for (Written array : arrays) {
      ObjectNode entry = header.putObject(array.name());
      entry.put("dtype", "F32");
      array.shape().forEach(entry.putArray("shape")::add);
      long end = at + (long) array.values().remaining() * Float.BYTES;
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    // blanks bring the values to a multiple of 8, as the reference does
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer begin = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    begin.putLong(length).put(json);
    while (begin.hasRemaining()) {
      begin.put((byte) ' ');
    }
    AtomicFiles.write(
        file,
        out -> {
          out.write(begin.array());
          for (Written array : arrays) {
            ByteBuffer bytes =
                ByteBuffer.allocate(array.values().remaining() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(array.values().duplicate());
            out.write(bytes.array());
          }
        });
  }
}
