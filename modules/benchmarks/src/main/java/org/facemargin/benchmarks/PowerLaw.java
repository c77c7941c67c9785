package org.facemargin.benchmarks;

/**
 * y = factor · x^exponent, fitted by least squares between the logarithms.
 *
 * @param exponent the slope on doubly logarithmic paper
 * @param factor y at x = 1
 */
record PowerLaw(double exponent, double factor) {

  /**
   * @param x positive values, at least two different ones; not modified
   * @param y positive values, as many; not modified
   */
  static PowerLaw fit(double[] x, double[] y) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < x.length; i++) {
      meanX += Math.log(x[i]) / x.length;
      meanY += Math.log(y[i]) / x.length;
    }
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      double deviation = Math.log(x[i]) - meanX;
      covariance += deviation * (Math.log(y[i]) - meanY);
      variance += deviation * deviation;
    }
    double exponent = covariance / variance;
    return new PowerLaw(exponent, Math.exp(meanY - exponent * meanX));
  }
}
