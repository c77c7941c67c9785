package org.facemargin.backbones.plan;

import java.nio.ByteBuffer;

/**
 * The passes over memory of batch normalisation and the PReLU after it, over blocked values. With d
 * = x - μ, t = d·scale + shift and g = dL/dy · (t > 0 ? 1 : slope):
 *
 * <pre>
 * y     = t > 0 ? t : slope · t
 * dL/dx = g · ofG + d · ofD + constant
 * </pre>
 *
 * <p>A <i>plane</i> is one block of channels of one picture, which lies in one piece. Numbers of a
 * channel come as arrays over all channels; sums are kept for each plane, so that they do not
 * depend on who computes which. Without a PReLU all slopes are 1.
 */
interface NormPasses {

  /** Pixels summed before their sum is added to the plane's, against rounding. */
  int STRETCH = 64;

  /**
   * Some blocks of all pictures of a value laid out as (pictures, blocks, pixels, channels of a
   * block): what is passed over again while it is in a cache. They are counted picture by picture.
   *
   * @param pixels pixels of a picture
   * @param blocks blocks of the value
   * @param first first block of these
   * @param width how many these are
   */
  record Planes(int pixels, int blocks, int first, int width) {

    int bytes() {
      return pixels * Layouts.BLOCK * Float.BYTES;
    }

    /** Where the {@code i}-th of these is among the planes of the value. */
    int plane(int i) {
      return i / width * blocks + channel(i) / Layouts.BLOCK;
    }

    /** Where the numbers of its first channel are among those of all channels. */
    int channel(int i) {
      return (first + i % width) * Layouts.BLOCK;
    }
  }

  /** Numbers of each channel that make t of x, and the slope where t is not above 0. */
  record Line(float[] mean, float[] scale, float[] shift, float[] slope) {

    Line copy() {
      return new Line(mean.clone(), scale.clone(), shift, slope);
    }
  }

  /** Numbers of each channel that make dL/dx. */
  record GradientLine(float[] ofG, float[] ofD, float[] constant) {}

  /** Σ g, Σ g·d and Σ dL/dy · min(t, 0) of each plane's channels. */
  record GradientSums(float[] g, float[] products, float[] below) {

    static GradientSums of(int length) {
      return new GradientSums(new float[length], new float[length], new float[length]);
    }
  }

  /** Σ (x - origin) and Σ (x - origin)² of the planes from {@code from} to {@code to}. */
  void moments(
      Planes planes, int from, int to, ByteBuffer x, float[] origin, float[] sums, float[] squares);

  /** y of the planes from {@code from} to {@code to}. */
  void forward(Planes planes, int from, int to, ByteBuffer x, Line line, ByteBuffer y);

  /** The sums of the planes from {@code from} to {@code to}. */
  void gradientSums(
      Planes planes, int from, int to, ByteBuffer x, ByteBuffer gy, Line line, GradientSums sums);

  /** dL/dx of the planes from {@code from} to {@code to}; {@code gx} may be {@code gy}. */
  void gradient(
      Planes planes,
      int from,
      int to,
      ByteBuffer x,
      ByteBuffer gy,
      Line line,
      GradientLine slopes,
      ByteBuffer gx);
}
