package org.facemargin.faces.source;

import org.facemargin.core.FaceImage;

/**
 * Brings aligned faces to the size a network takes. Each new pixel is the mean of the area of the
 * old picture it covers, so that shrinking does not alias; enlarging repeats pixels.
 */
public final class AreaResampler {

  private AreaResampler() {}

  /** The picture at {@code sizePx} x {@code sizePx}; itself if it has that size. */
  public static FaceImage square(FaceImage image, int sizePx) {
    if (image.widthPx() == sizePx && image.heightPx() == sizePx) {
      return image;
    }
    double[] columns = along(rows(image), image.widthPx(), image.heightPx(), sizePx);
    double[] result = along(columns, image.heightPx(), sizePx, sizePx);
    byte[] rgb = new byte[3 * sizePx * sizePx];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(result[i]);
    }
    return new FaceImage(sizePx, sizePx, rgb);
  }

  private static double[] rows(FaceImage image) {
    byte[] rgb = image.rgb();
    double[] values = new double[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      values[i] = rgb[i] & 0xff;
    }
    return values;
  }

  /** Resamples the fast axis and exchanges the axes, so that calling it twice treats both. */
  private static double[] along(double[] values, int fast, int slow, int sizePx) {
    double[] out = new double[3 * sizePx * slow];
    double step = (double) fast / sizePx;
    for (int target = 0; target < sizePx; target++) {
      double from = target * step;
      double to = from + step;
      for (int source = (int) from; source < Math.min(fast, Math.ceil(to - 1e-9)); source++) {
        double share = (Math.min(to, source + 1) - Math.max(from, source)) / step;
        for (int line = 0; line < slow; line++) {
          for (int channel = 0; channel < 3; channel++) {
            out[(target * slow + line) * 3 + channel] +=
                share * values[(line * fast + source) * 3 + channel];
          }
        }
      }
    }
    return out;
  }
}
