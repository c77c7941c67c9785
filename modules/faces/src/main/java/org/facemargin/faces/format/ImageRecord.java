package org.facemargin.faces.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.facemargin.files.ClauseException;

/**
 * What MXNet packs into one record: {@code uint32 flag, float32 label, uint64 id, uint64 id2}, then
 * {@code flag} float32 labels where flag is not 0, then the encoded picture; all little-endian.
 *
 * @param flag 0 for one label, else the number of labels
 * @param labels the labels, one or {@code flag} of them
 * @param id MXNet's identifier, by custom the record's key
 * @param id2 a second one, 0 by custom
 * @param picture the encoded picture; empty in header and identity records
 */
public record ImageRecord(int flag, float[] labels, long id, long id2, byte[] picture) {

  /** Bytes before the labels of an array or the picture. */
  public static final int HEADER_BYTES = 24;

  /** More labels than any packer writes; a larger flag is taken for corruption. */
  private static final int MAX_LABELS = 1 << 16;

  /** A picture with one label. */
  public static ImageRecord of(float label, long id, byte[] picture) {
    return new ImageRecord(0, new float[] {label}, id, 0, picture);
  }

  /** A record with an array of labels and no picture. */
  public static ImageRecord header(float[] labels, long id, long id2) {
    return new ImageRecord(labels.length, labels, id, id2, new byte[0]);
  }

  /** The first label: the class. */
  public float label() {
    return labels[0];
  }

  /** Whether it holds a picture. */
  public boolean hasPicture() {
    return picture.length > 0;
  }

  /**
   * Takes a record's payload apart.
   *
   * @throws DataException if it is shorter than its own header says; the message is a clause for
   *     the caller to put record and offset before
   */
  static ImageRecord parse(byte[] data) {
    headBytes(data);
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int flag = in.getInt();
    float scalar = in.getFloat();
    long id = in.getLong();
    long id2 = in.getLong();
    if (flag < 0 || flag > MAX_LABELS || 4L * flag > in.remaining()) {
      throw new ClauseException(
          "its header claims "
              + Integer.toUnsignedString(flag)
              + " labels, "
              + in.remaining()
              + " bytes are left");
    }
    float[] labels = {scalar};
    if (flag > 0) {
      labels = new float[flag];
      in.asFloatBuffer().get(labels);
      in.position(in.position() + 4 * flag);
    }
    return new ImageRecord(
        flag, labels, id, id2, Arrays.copyOfRange(data, in.position(), data.length));
  }

  /** Bytes before the picture in a record that begins like this, as far as they can be believed. */
  static int headBytes(byte[] data) {
    if (data.length < HEADER_BYTES) {
      throw new ClauseException(
          "its payload of " + data.length + " bytes is shorter than the 24 bytes of its header");
    }
    int flag = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    return flag < 0 || flag > MAX_LABELS ? HEADER_BYTES : HEADER_BYTES + 4 * flag;
  }

  /** The payload of this record. */
  byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + 4 * flag + picture.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(flag).putFloat(flag == 0 ? labels[0] : 0).putLong(id).putLong(id2);
    if (flag > 0) {
      for (float label : labels) {
        out.putFloat(label);
      }
    }
    return out.put(picture).array();
  }
}
