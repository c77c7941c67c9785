package org.facemargin.faces.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.facemargin.faces.image.ImageCodec;

/**
 * MegaFace's feature file: OpenCV's matrix dump of one embedding, little-endian int32 {@code rows,
 * columns = 1, stride = 4, type = 5 (float32)} and the floats.
 *
 * @param values the embedding
 */
public record OpenCvMatrix(float[] values) {

  private static final int HEADER_BYTES = 16;
  private static final int FLOAT32 = 5;

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, truncated or of another type
   */
  public static OpenCvMatrix read(Path file) {
    return parse(file.toString(), ImageCodec.readBytes(file));
  }

  /** Whether these first bytes can be such a file of that length. */
  public static boolean matches(byte[] head, long fileBytes) {
    if (head.length < HEADER_BYTES) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    return in.getInt(4) == 1
        && in.getInt(8) == 4
        && in.getInt(12) == FLOAT32
        && fileBytes >= HEADER_BYTES;
  }

  static OpenCvMatrix parse(String file, byte[] bytes) {
    if (!matches(bytes, bytes.length)) {
      throw new DataException(
          file + ": offset 0: not a MegaFace feature (rows, 1, 4, 5 as int32, then floats).");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int rows = in.getInt(0);
    if (rows < 1 || bytes.length != HEADER_BYTES + 4L * rows) {
      throw DataException.of(
          "%s: offset 16: %s floats are announced, %s bytes follow.",
          file, rows, bytes.length - HEADER_BYTES);
    }
    float[] values = new float[rows];
    in.position(HEADER_BYTES).asFloatBuffer().get(values);
    return new OpenCvMatrix(values);
  }

  /** The file's bytes. */
  public byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(values.length).putInt(1).putInt(4).putInt(FLOAT32).asFloatBuffer().put(values);
    return out.array();
  }
}
