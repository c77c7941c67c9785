package org.facemargin.files.proto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.facemargin.core.DataException;

/**
 * A protobuf message being read, field after field, straight from the bytes of its file; {@link
 * ProtoMessage} is its counterpart.
 *
 * <pre>
 * while (message.next()) {
 *   switch (message.field()) {
 *     case 1 -> name = message.text();
 *     case 2 -> numbers.add(message.number());
 *     default -> {} // a field that is not asked for is skipped
 *   }
 * }
 * </pre>
 *
 * <p>Every complaint is a {@link DataException} that names the file and the byte.
 *
 * <p>Source: protobuf encoding, wire types 0 (varint), 1 (64 bits), 2 (length-delimited) and 5 (32
 * bits); groups, which nobody writes any more, are refused.
 */
public final class ProtoReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int LARGEST_SHIFT = 63;

  private final String file;
  private final long origin;
  private final ByteBuffer bytes;
  private int field;
  private int wireType;
  private int tagAt;
  private int valueAt;
  private long number;
  private ByteBuffer content;

  private ProtoReader(String file, long origin, ByteBuffer bytes) {
    this.file = file;
    this.origin = origin;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.content = this.bytes.slice(0, 0);
  }

  /**
   * The message a file holds; the file is mapped, not copied.
   *
   * @throws DataException if it is missing, cannot be read or holds 2 GiB or more, which protobuf
   *     does not allow
   */
  public static ProtoReader of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no file " + file + ".");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw DataException.of(
            "%s holds %s bytes; a protobuf message has less than 2 GiB.", file, channel.size());
      }
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new ProtoReader(file.toString(), 0, mapped);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Goes to the next field, over whatever the last one held.
   *
   * @return whether there was one
   */
  public boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    tagAt = bytes.position();
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (field < 1 || tag >>> 3 > Integer.MAX_VALUE >>> 2) {
      throw corrupt(tagAt, "field number " + (tag >>> 3) + " is none");
    }
    valueAt = bytes.position();
    switch (wireType) {
      case VARINT -> number = varint();
      case FIXED_64 -> number = take(Long.BYTES).getLong(0);
      case DELIMITED -> content = take(varint());
      case FIXED_32 -> number = take(Integer.BYTES).getInt(0);
      default -> throw corrupt(tagAt, "wire type " + wireType + " is not one of 0, 1, 2, 5");
    }
    return true;
  }

  /** Number of the field reached. */
  public int field() {
    return field;
  }

  /** The field as an integer. */
  public long number() {
    require(wireType == VARINT, "an integer");
    return number;
  }

  /** The field as a 32-bit float. */
  public float real() {
    require(wireType == FIXED_32, "a 32-bit float");
    return Float.intBitsToFloat((int) number);
  }

  /** The field as a string. */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** The field's bytes where they lie in the file, little-endian; read only. */
  public ByteBuffer bytes() {
    require(wireType == DELIMITED, "bytes");
    return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The whole field as it lies in the file, tag and length too; for {@link ProtoMessage#copy}. */
  public ByteBuffer whole() {
    return bytes.slice(tagAt, bytes.position() - tagAt);
  }

  /** The field as a message. */
  public ProtoReader message() {
    ByteBuffer inner = bytes();
    return new ProtoReader(file, origin + bytes.position() - inner.remaining(), inner);
  }

  /** Calls {@code each} with the integers of a repeated field, packed or this one alone. */
  public void numbers(LongConsumer each) {
    if (wireType == VARINT) {
      each.accept(number);
      return;
    }
    ProtoReader packed = message();
    while (packed.bytes.hasRemaining()) {
      each.accept(packed.varint());
    }
  }

  /** The floats of a repeated field, packed or this one alone, as little-endian bytes. */
  public ByteBuffer reals() {
    if (wireType == FIXED_32) {
      return ByteBuffer.allocate(Float.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(0, (int) number);
    }
    ByteBuffer packed = bytes();
    require(packed.remaining() % Float.BYTES == 0, "packed 32-bit floats");
    return packed;
  }

  /** A complaint about the field reached. */
  public DataException error(String complaint) {
    return corrupt(valueAt, complaint);
  }

  private long varint() {
    int begin = bytes.position();
    long value = 0;
    for (int shift = 0; shift <= LARGEST_SHIFT; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw corrupt(begin, "the message ends inside an integer");
      }
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt(begin, "an integer has more than ten bytes");
  }

  private ByteBuffer take(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw corrupt(
          valueAt,
          "field "
              + field
              + " says it has "
              + Long.toUnsignedString(length)
              + " bytes, "
              + bytes.remaining()
              + " are left");
    }
    ByteBuffer part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return part;
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw corrupt(
          valueAt, "field " + field + " has wire type " + wireType + ", expected " + expected);
    }
  }

  private DataException corrupt(int at, String complaint) {
    return DataException.of(
        "%s, byte %s: %s. The file is cut off, damaged, or of another kind.",
        file, origin + at, complaint);
  }
}
