package org.facemargin.core;

/**
 * A decoded picture: 8 bits a channel, rows from the top, pixels from the left, each pixel R, G, B.
 *
 * @param widthPx width in pixels
 * @param heightPx height in pixels
 * @param rgb {@code 3 · width · height} bytes; owned by this image, not to be modified by anyone
 */
public record FaceImage(int widthPx, int heightPx, byte[] rgb) {

  public FaceImage {
    if (widthPx <= 0 || heightPx <= 0 || rgb.length != 3 * widthPx * heightPx) {
      throw new IllegalArgumentException(
          "An image of "
              + widthPx
              + "x"
              + heightPx
              + " needs "
              + 3L * widthPx * heightPx
              + " bytes, got "
              + rgb.length
              + ".");
    }
  }

  /** The same picture with left and right exchanged. */
  public FaceImage mirrored() {
    byte[] out = new byte[rgb.length];
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        System.arraycopy(rgb, (y * widthPx + x) * 3, out, (y * widthPx + widthPx - 1 - x) * 3, 3);
      }
    }
    return new FaceImage(widthPx, heightPx, out);
  }
}
