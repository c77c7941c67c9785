package org.facemargin.core;

import java.util.SplittableRandom;

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

  /** A picture of evenly distributed bytes. */
  public static FaceImage noise(int widthPx, int heightPx, SplittableRandom random) {
    byte[] rgb = new byte[3 * widthPx * heightPx];
    random.nextBytes(rgb);
    return new FaceImage(widthPx, heightPx, rgb);
  }

  /** The same picture with left and right exchanged. */
  public FaceImage mirrored() {
    byte[] out = new byte[rgb.length];
    for (int y = 0; y < heightPx; y++) {
      int from = 3 * y * widthPx;
      int to = from + 3 * (widthPx - 1);
      for (int x = 0; x < widthPx; x++) {
        out[to] = rgb[from];
        out[to + 1] = rgb[from + 1];
        out[to + 2] = rgb[from + 2];
        from += 3;
        to -= 3;
      }
    }
    return new FaceImage(widthPx, heightPx, out);
  }
}
