package org.facemargin.backbones.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums over batch and pixels, one a channel. ND4J accumulates float32 sums in float32; summing each
 * sample's pixels first and the samples in double keeps the error of long sums down.
 */
final class ChannelSums {

  private ChannelSums() {}

  /** Sums of {@code values} (N, C, H, W), one for each of C channels. */
  static double[] of(INDArray values) {
    return overSamples(values.sum(2, 3));
  }

  /** Writes the sums into a vector of length C. */
  static void into(INDArray values, INDArray target) {
    double[] sums = of(values);
    for (int c = 0; c < sums.length; c++) {
      target.putScalar(c, sums[c]);
    }
  }

  private static double[] overSamples(INDArray samples) {
    double[] flat = samples.dup('c').data().asDouble();
    int channels = (int) samples.size(1);
    double[] sums = new double[channels];
    for (int i = 0; i < flat.length; i++) {
      sums[i % channels] += flat[i];
    }
    return sums;
  }
}
