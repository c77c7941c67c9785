package org.facemargin.faces.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds files byte by byte from their written specification, little-endian. */
public final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public Bytes hex(String hex) {
    for (String pair : hex.strip().split("\\s+")) {
      out.write(Integer.parseInt(pair, 16));
    }
    return this;
  }

  public Bytes text(String ascii) {
    return raw(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public Bytes i16(int value) {
    return raw(buffer(2).putShort((short) value).array());
  }

  public Bytes i32(long value) {
    return raw(buffer(4).putInt((int) value).array());
  }

  public Bytes i64(long value) {
    return raw(buffer(8).putLong(value).array());
  }

  Bytes f32(float value) {
    return raw(buffer(4).putFloat(value).array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public int size() {
    return out.size();
  }

  public byte[] toArray() {
    return out.toByteArray();
  }
}
