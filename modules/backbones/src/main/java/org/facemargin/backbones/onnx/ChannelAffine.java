package org.facemargin.backbones.onnx;

import java.util.Arrays;

/**
 * y = scale x + shift with one scale and one shift a channel: what constants beside a value, a
 * convolution's bias and batch normalisation all are.
 *
 * @param scale one a channel; not modified
 * @param shift one a channel; not modified
 */
record ChannelAffine(double[] scale, double[] shift) {

  static ChannelAffine scaled(double[] scale) {
    return new ChannelAffine(scale, new double[scale.length]);
  }

  static ChannelAffine shifted(double[] shift) {
    double[] ones = new double[shift.length];
    Arrays.fill(ones, 1);
    return new ChannelAffine(ones, shift);
  }

  /** gamma (x - mean) / √(variance + epsilon) + beta. */
  static ChannelAffine normalisation(
      double[] gamma, double[] beta, double[] mean, double[] variance, double epsilon) {
    double[] scale = new double[gamma.length];
    double[] shift = new double[gamma.length];
    for (int c = 0; c < scale.length; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + epsilon);
      shift[c] = beta[c] - scale[c] * mean[c];
    }
    return new ChannelAffine(scale, shift);
  }

  /** This one first, then {@code next}. */
  ChannelAffine then(ChannelAffine next) {
    double[] both = new double[scale.length];
    double[] sum = new double[scale.length];
    for (int c = 0; c < both.length; c++) {
      both[c] = next.scale[c] * scale[c];
      sum[c] = next.scale[c] * shift[c] + next.shift[c];
    }
    return new ChannelAffine(both, sum);
  }
}
