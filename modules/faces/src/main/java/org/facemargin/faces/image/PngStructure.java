package org.facemargin.faces.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.facemargin.core.DataException;

/**
 * Walks the chunks of a PNG file (ISO/IEC 15948, section 5) from IHDR to IEND and checks every
 * chunk's CRC-32, so that truncation and flipped bits are both found. A size that the compressed
 * data cannot fill is refused too: deflate makes 1,032 bytes of one at most.
 */
final class PngStructure {

  private static final int SIGNATURE_BYTES = 8;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;

  private static final int IHDR_BYTES = 13;
  private static final long MOST_BYTES_OF_ONE = 1032;
  private static final int[] CHANNELS = {1, 0, 3, 1, 2, 0, 4};

  private PngStructure() {}

  static PictureHeader read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int position = SIGNATURE_BYTES;
    int width = 0;
    int height = 0;
    long compressed = 0;
    long rowBytes = 0;
    while (true) {
      if (position + 12L > bytes.length) {
        throw truncated(bytes);
      }
      int length = in.getInt(position);
      int type = in.getInt(position + 4);
      if (length < 0 || position + 12L + length > bytes.length) {
        throw truncated(bytes);
      }
      checkCrc(bytes, position, length, in.getInt(position + 8 + length));
      if (type == IHDR != (position == SIGNATURE_BYTES) || type == IHDR && length != IHDR_BYTES) {
        throw new DataException(
            "this PNG does not begin with one IHDR chunk of 13 bytes (offset " + position + ")");
      }
      if (type == IHDR) {
        width = in.getInt(position + 8);
        height = in.getInt(position + 12);
        rowBytes = rowBytes(width, bytes[position + 16] & 0xFF, bytes[position + 17] & 0xFF);
      }
      compressed += type == IDAT ? length : 0;
      position += 12 + length;
      if (type == IEND) {
        break;
      }
    }
    if (compressed == 0) {
      throw new DataException("this PNG ends at byte " + position + " without any picture in it");
    }
    PictureHeader header = new PictureHeader(EncodedKind.PNG, width, height);
    if (rowBytes * height > (compressed + 1) * MOST_BYTES_OF_ONE) {
      throw new DataException(
          "this PNG claims "
              + width
              + "x"
              + height
              + " pixels; its "
              + compressed
              + " bytes of data cannot hold them");
    }
    return header;
  }

  private static long rowBytes(int width, int bits, int colour) {
    int channels = colour < CHANNELS.length ? CHANNELS[colour] : 0;
    return ((long) width * bits * channels + 7) / 8;
  }

  private static void checkCrc(byte[] bytes, int position, int length, int stored) {
    CRC32 crc = new CRC32();
    crc.update(bytes, position + 4, 4 + length);
    if ((int) crc.getValue() != stored) {
      throw new DataException(
          "this PNG is corrupt: the chunk at offset " + position + " fails its check sum (CRC-32)");
    }
  }

  private static DataException truncated(byte[] bytes) {
    return new DataException(
        "this PNG is cut off: it ends at byte " + bytes.length + " without its IEND chunk");
  }
}
