package org.facemargin.benchmarks;

import java.util.Random;

/** Pictures and labels of a training benchmark, the same numbers on every side. */
final class PictureData {

  private PictureData() {}

  /** Numbers in N pictures. */
  static int values(int batch, int sizePx) {
    return Math.multiplyExact(batch, 3 * sizePx * sizePx);
  }

  /** N random pictures, uniform in [-1, 1]. */
  static float[] inputs(int batch, int sizePx) {
    Random random = new Random(5);
    float[] values = new float[values(batch, sizePx)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }
}
