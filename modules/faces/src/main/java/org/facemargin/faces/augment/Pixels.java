package org.facemargin.faces.augment;

import java.util.SplittableRandom;

/** Arithmetic on colour values of one byte. */
final class Pixels {

  private Pixels() {}

  /** Rounds and confines to 0..255. */
  static byte clamp(double value) {
    return (byte) Math.round(Math.max(0, Math.min(255, value)));
  }

  /** Brightness of the pixel at {@code i} after ITU-R BT.601. */
  static double luma(byte[] rgb, int i) {
    return 0.299 * (rgb[i] & 0xFF) + 0.587 * (rgb[i + 1] & 0xFF) + 0.114 * (rgb[i + 2] & 0xFF);
  }

  /** A triangular variate of mean 0 and standard deviation 1: cheap, and the same on every JVM. */
  static double triangle(SplittableRandom random) {
    long bits = random.nextLong();
    double sum = (bits & 0xFFFF) / 65536.0 + (bits >>> 16 & 0xFFFF) / 65536.0 - 1;
    return sum * 2.449489742783178;
  }
}
