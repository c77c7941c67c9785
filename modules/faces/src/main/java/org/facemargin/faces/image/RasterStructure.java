package org.facemargin.faces.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.facemargin.core.DataException;

/**
 * Reads the size that a BMP, WebP, TIFF, GIF or Netpbm file claims and, as far as the format says
 * how many bytes there must be, whether they are all there.
 */
final class RasterStructure {

  private static final int BMP_HEADER = 14;
  private static final int BMP_CORE_HEADER = 12;
  private static final int GIF_TRAILER = 0x3B;

  private final byte[] bytes;
  private final ByteBuffer in;

  private RasterStructure(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static PictureHeader read(byte[] bytes) {
    RasterStructure structure = new RasterStructure(bytes);
    EncodedKind kind = EncodedKind.of(bytes);
    try {
      return switch (kind) {
        case BMP -> structure.bmp();
        case WEBP -> structure.webp();
        case TIFF -> structure.tiff();
        case GIF -> structure.gif();
        default -> structure.netpbm();
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw structure.cutOff(kind);
    }
  }

  /** Uncompressed rows are padded to multiples of four bytes; a negative height means top down. */
  private PictureHeader bmp() {
    boolean core = in.getInt(BMP_HEADER) == BMP_CORE_HEADER;
    int width = core ? in.getShort(18) & 0xFFFF : in.getInt(18);
    int height = core ? in.getShort(20) & 0xFFFF : Math.abs(in.getInt(22));
    PictureHeader header = new PictureHeader(EncodedKind.BMP, width, height);
    int bits = in.getShort(core ? 24 : 28) & 0xFFFF;
    int compression = core ? 0 : in.getInt(30);
    if (compression == 0 || compression == 3) {
      long row = ((long) width * bits + 31) / 32 * 4;
      need(EncodedKind.BMP, Integer.toUnsignedLong(in.getInt(10)) + row * height);
    }
    return header;
  }

  /** RIFF's length, then VP8 (lossy), VP8L (lossless) or VP8X (extended): RFC 9649. */
  private PictureHeader webp() {
    need(EncodedKind.WEBP, 8 + Integer.toUnsignedLong(in.getInt(4)));
    int width;
    int height;
    switch (in.get(15)) {
      case ' ' -> {
        width = in.getShort(26) & 0x3FFF;
        height = in.getShort(28) & 0x3FFF;
      }
      case 'L' -> {
        int sizes = in.getInt(21);
        width = 1 + (sizes & 0x3FFF);
        height = 1 + (sizes >>> 14 & 0x3FFF);
      }
      default -> {
        width = 1 + (in.getInt(24) & 0xFFFFFF);
        height = 1 + (in.getInt(26) >>> 8);
      }
    }
    return new PictureHeader(EncodedKind.WEBP, width, height);
  }

  private PictureHeader gif() {
    if (bytes[bytes.length - 1] != GIF_TRAILER) {
      throw cutOff(EncodedKind.GIF);
    }
    return new PictureHeader(EncodedKind.GIF, in.getShort(6) & 0xFFFF, in.getShort(8) & 0xFFFF);
  }

  /** The first directory: width 256, height 257; strips 273 and 279, tiles 324 and 325. */
  private PictureHeader tiff() {
    in.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int entries = in.getShort(directory) & 0xFFFF;
    int width = 0;
    int height = 0;
    long[] offsets = {};
    long[] lengths = {};
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      switch (in.getShort(entry) & 0xFFFF) {
        case 256 -> width = (int) numbers(entry)[0];
        case 257 -> height = (int) numbers(entry)[0];
        case 273, 324 -> offsets = numbers(entry);
        case 279, 325 -> lengths = numbers(entry);
        default -> {}
      }
    }
    for (int i = 0; i < Math.min(offsets.length, lengths.length); i++) {
      need(EncodedKind.TIFF, offsets[i] + lengths[i]);
    }
    return new PictureHeader(EncodedKind.TIFF, width, height);
  }

  /** The numbers of a TIFF entry of 16-bit (3) or 32-bit (4) type. */
  private long[] numbers(int entry) {
    boolean shorts = in.getShort(entry + 2) == 3;
    int bytesEach = shorts ? 2 : 4;
    long count = Integer.toUnsignedLong(in.getInt(entry + 4));
    if (count < 1 || count * bytesEach > bytes.length) {
      throw cutOff(EncodedKind.TIFF);
    }
    int at = count * bytesEach <= 4 ? entry + 8 : in.getInt(entry + 8);
    long[] values = new long[(int) count];
    for (int i = 0; i < count; i++) {
      values[i] =
          shorts ? in.getShort(at + 2 * i) & 0xFFFF : Integer.toUnsignedLong(in.getInt(at + 4 * i));
    }
    return values;
  }

  /** P1 to P3 are text, at least a digit a number; P4 to P6 are packed rows. */
  private PictureHeader netpbm() {
    int type = bytes[1] - '0';
    in.position(2);
    int width = number();
    int height = number();
    PictureHeader header = new PictureHeader(EncodedKind.PNM, width, height);
    boolean bits = type == 1 || type == 4;
    int largest = bits ? 1 : number();
    long samples = (long) width * height * (type % 3 == 0 ? 3 : 1);
    long least =
        switch (type) {
          case 1 -> samples;
          case 2, 3 -> 2 * samples - 1;
          case 4 -> (width + 7L) / 8 * height;
          default -> samples * (largest > 255 ? 2 : 1);
        };
    need(EncodedKind.PNM, in.position() + least);
    return header;
  }

  /** A number of the header after white space and comments; one character after it is read too. */
  private int number() {
    int c = in.get();
    while (c == '#' || Character.isWhitespace(c)) {
      boolean comment = c == '#';
      do {
        c = in.get();
      } while (comment && c != '\n');
    }
    int value = 0;
    while (c >= '0' && c <= '9' && value < 1 << 26) {
      value = 10 * value + c - '0';
      c = in.get();
    }
    return value;
  }

  private void need(EncodedKind kind, long length) {
    if (length > bytes.length) {
      throw cutOff(kind);
    }
  }

  private DataException cutOff(EncodedKind kind) {
    return DataException.of(
        "this %s is cut off or corrupt: it ends at byte %s", kind, bytes.length);
  }
}
