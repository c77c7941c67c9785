package org.facemargin.files.proto;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A protobuf message being put together, field after field. Sizes are known before anything is
 * written, so that weights go straight from their buffer to the file.
 *
 * <p>Source: protobuf encoding, wire types 0 (varint), 1 (64 bits), 2 (length-delimited) and 5 (32
 * bits).
 */
public final class ProtoMessage {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int CHUNK_FLOATS = 1 << 16;

  private final List<Part> parts = new ArrayList<>();

  private interface Part {
    long size();

    void writeTo(OutputStream out) throws IOException;
  }

  private record Bytes(byte[] bytes) implements Part {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }
  }

  private record Nested(ProtoMessage message) implements Part {
    @Override
    public long size() {
      return message.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      message.writeTo(out);
    }
  }

  private record Floats(FloatBuffer values) implements Part {
    @Override
    public long size() {
      return (long) values.remaining() * Float.BYTES;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      FloatBuffer source = values.duplicate();
      ByteBuffer chunk =
          ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (source.hasRemaining()) {
        int count = Math.min(CHUNK_FLOATS, source.remaining());
        chunk.asFloatBuffer().put(0, source, source.position(), count);
        source.position(source.position() + count);
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
  }

  /** A field of another message as it is there, tag and length too; not modified. */
  public ProtoMessage copy(ByteBuffer whole) {
    byte[] bytes = new byte[whole.remaining()];
    whole.duplicate().get(bytes);
    parts.add(new Bytes(bytes));
    return this;
  }

  /** A varint: integers, booleans, enumerations. */
  public ProtoMessage number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** A 32-bit float. */
  public ProtoMessage real(int field, float value) {
    tag(field, FIXED_32);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    parts.add(new Bytes(bytes.putFloat(value).array()));
    return this;
  }

  /** A 64-bit float. */
  public ProtoMessage real64(int field, double value) {
    tag(field, FIXED_64);
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    parts.add(new Bytes(bytes.putDouble(value).array()));
    return this;
  }

  /** A string. */
  public ProtoMessage text(int field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    tag(field, DELIMITED);
    varint(bytes.length);
    parts.add(new Bytes(bytes));
    return this;
  }

  /** Floats as raw little-endian bytes; the buffer is read when the message is written. */
  public ProtoMessage floats(int field, FloatBuffer values) {
    tag(field, DELIMITED);
    Part part = new Floats(values);
    varint(part.size());
    parts.add(part);
    return this;
  }

  /** A message inside this one, which must be complete. */
  public ProtoMessage message(int field, ProtoMessage message) {
    tag(field, DELIMITED);
    varint(message.size());
    parts.add(new Nested(message));
    return this;
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    byte[] bytes = new byte[10];
    int length = 0;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    parts.add(new Bytes(Arrays.copyOf(bytes, length)));
  }

  /** Bytes of the whole message. */
  public long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }

  /** Writes the message. */
  public void writeTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      part.writeTo(out);
    }
  }
}
