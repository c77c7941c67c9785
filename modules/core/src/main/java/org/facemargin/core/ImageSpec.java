package org.facemargin.core;

/**
 * What a network expects of an aligned face: its size, the order of its colour planes, and the
 * affine map from a byte to an input value.
 *
 * <p>Input value of plane p: {@code (byte / 255 - mean[p]) / std[p]}, bytes being 0..255 and {@code
 * mean}, {@code std} in units of the full range and in the order of {@code colorOrder}.
 * arcface_torch's {@code (x / 255 - 0.5) / 0.5} is mean 0.5, std 0.5; {@code (x - 127.5) / 128} is
 * mean 0.5, std 128/255.
 *
 * @param widthPx width in pixels
 * @param heightPx height in pixels
 * @param colorOrder order of the input planes
 * @param mean a mean for each plane; not modified, owned by this record
 * @param std a divisor for each plane, all positive
 */
public record ImageSpec(
    int widthPx, int heightPx, ColorOrder colorOrder, double[] mean, double[] std) {

  public ImageSpec {
    mean = mean.clone();
    std = std.clone();
    if (widthPx <= 0 || heightPx <= 0) {
      throw ConfigurationException.of("Image size must be positive, got %sx%s.", widthPx, heightPx);
    }
    int planes = colorOrder.planes();
    if (mean.length != planes || std.length != planes) {
      throw ConfigurationException.of(
          "%s has %s planes, each with a mean and a divisor (std), got %s and %s.",
          colorOrder, planes, mean.length, std.length);
    }
    for (double divisor : std) {
      if (!(divisor > 0 && Double.isFinite(divisor))) {
        throw new ConfigurationException("Divisors (std) must be positive, got " + divisor + ".");
      }
    }
    for (double middle : mean) {
      if (!Double.isFinite(middle)) {
        throw new ConfigurationException("Means must be finite, got " + middle + ".");
      }
    }
  }

  /**
   * The specification arcface_torch uses: RGB, mean 0.5, std 0.5, so that inputs lie in [-1, 1].
   */
  public static ImageSpec arcface(int sizePx) {
    double[] half = {0.5, 0.5, 0.5};
    return new ImageSpec(sizePx, sizePx, ColorOrder.RGB, half, half);
  }

  @Override
  public double[] mean() {
    return mean.clone();
  }

  @Override
  public double[] std() {
    return std.clone();
  }

  /** Number of input values of one image: planes · height · width. */
  public int valuesPerImage() {
    return colorOrder.planes() * heightPx * widthPx;
  }

  /**
   * Writes an image as network input, plane after plane (NCHW of one image).
   *
   * @param image an image of exactly this size
   * @param target receives {@link #valuesPerImage()} floats from {@code offset} on
   * @param mirrored whether to mirror left and right
   * @throws DataException if the image has another size
   */
  public void write(FaceImage image, boolean mirrored, float[] target, int offset) {
    if (image.widthPx() != widthPx || image.heightPx() != heightPx) {
      throw DataException.of(
          "The network expects %sx%s pixels, the image has %sx%s.",
          widthPx, heightPx, image.widthPx(), image.heightPx());
    }
    if (colorOrder == ColorOrder.GRAY) {
      writeLuma(image.rgb(), mirrored, target, offset);
    } else {
      writeColours(image.rgb(), mirrored, target, offset);
    }
  }

  private void writeLuma(byte[] rgb, boolean mirrored, float[] target, int offset) {
    float[] values = valueTable(0);
    int out = offset;
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        int in = 3 * (y * widthPx + (mirrored ? widthPx - 1 - x : x));
        int luma =
            9798 * (rgb[in] & 0xff) + 19235 * (rgb[in + 1] & 0xff) + 3735 * (rgb[in + 2] & 0xff);
        target[out++] = values[luma + (1 << 14) >> 15];
      }
    }
  }

  private void writeColours(byte[] rgb, boolean mirrored, float[] target, int offset) {
    int plane = widthPx * heightPx;
    int red = colorOrder == ColorOrder.RGB ? 0 : 2;
    float[] first = valueTable(0);
    float[] second = valueTable(1);
    float[] third = valueTable(2);
    int step = mirrored ? -3 : 3;
    int out = offset;
    for (int y = 0; y < heightPx; y++) {
      int in = 3 * (y * widthPx + (mirrored ? widthPx - 1 : 0));
      for (int x = 0; x < widthPx; x++) {
        target[out] = first[rgb[in + red] & 0xff];
        target[out + plane] = second[rgb[in + 1] & 0xff];
        target[out + 2 * plane] = third[rgb[in + 2 - red] & 0xff];
        out++;
        in += step;
      }
    }
  }

  private float[] valueTable(int plane) {
    float[] table = new float[256];
    for (int value = 0; value < 256; value++) {
      table[value] = (float) ((value / 255.0 - mean[plane]) / std[plane]);
    }
    return table;
  }
}
