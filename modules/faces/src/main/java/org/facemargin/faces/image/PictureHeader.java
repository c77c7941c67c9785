package org.facemargin.faces.image;

import org.facemargin.core.DataException;

/**
 * What a picture's own structure says, read without decoding it.
 *
 * <p>Reading the header walks the whole file: that is how a truncated picture is found, which
 * OpenCV decodes without a word, filling the missing part with grey.
 *
 * @param kind its format
 * @param widthPx width in pixels
 * @param heightPx height in pixels
 */
public record PictureHeader(EncodedKind kind, int widthPx, int heightPx) {

  /** Larger pictures are refused before memory is taken for them: 2^26 pixels, 192 MiB decoded. */
  public static final long MAX_PIXELS = 1L << 26;

  public PictureHeader {
    long pixels = (long) widthPx * heightPx;
    if (widthPx <= 0 || heightPx <= 0 || pixels > MAX_PIXELS) {
      throw new DataException(
          "its header claims "
              + widthPx
              + "x"
              + heightPx
              + " pixels; 1 to "
              + MAX_PIXELS
              + " pixels are accepted");
    }
  }

  /**
   * Walks an encoded picture from its first byte to its end marker.
   *
   * @param encoded the bytes of a file; not modified
   * @throws DataException if it is of no known format, or its structure is broken or cut off; the
   *     message says at which byte, and is to be prefixed with the picture's name
   */
  public static PictureHeader read(byte[] encoded) {
    return switch (EncodedKind.of(encoded)) {
      case JPEG -> JpegStructure.read(encoded);
      case PNG -> PngStructure.read(encoded);
      case BMP, WEBP, TIFF, GIF, PNM -> RasterStructure.read(encoded);
      case UNKNOWN ->
          throw new DataException(
              encoded.length == 0
                  ? "it is empty"
                  : "it is none of "
                      + EncodedKind.known()
                      + " (first bytes "
                      + firstBytes(encoded)
                      + ")");
    };
  }

  private static String firstBytes(byte[] encoded) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, encoded.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02X", encoded[i]));
    }
    return text.toString();
  }
}
