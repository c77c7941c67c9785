package org.facemargin.benchmarks;

import java.nio.FloatBuffer;
import java.util.Random;

/** The data of a head benchmark, the same numbers on every side. */
final class HeadData {

  private static final double CENTRE_DEVIATION = 0.01;

  private HeadData() {}

  /** (C, d) centres, N(0, 0.01²), as arcface_torch begins. */
  static void fillCentres(FloatBuffer target) {
    fill(target, CENTRE_DEVIATION, 1);
  }

  /** (N, d) embeddings, N(0, 1). */
  static void fillEmbeddings(FloatBuffer target) {
    fill(target, 1, 2);
  }

  /** N labels. */
  static int[] labels(int batch, int classes) {
    return new Random(3).ints(batch, 0, classes).toArray();
  }

  private static void fill(FloatBuffer target, double deviation, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < target.capacity(); i++) {
      target.put(i, (float) (random.nextGaussian() * deviation));
    }
  }
}
