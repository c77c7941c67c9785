package org.facemargin.margins.theory;

import java.util.SplittableRandom;
import org.hipparchus.special.Gamma;

/**
 * The chi distribution: the length of a standard normal vector of {@code degrees} components.
 *
 * @param degrees degrees of freedom, at least 1
 */
record ChiTail(int degrees) {

  /** P(r &lt; radius). */
  double below(double radius) {
    return Gamma.regularizedGammaP(0.5 * degrees, 0.5 * radius * radius);
  }

  /** A draw of r (Marsaglia and Tsang, ACM TOMS 26(3), 2000, for the gamma variable r²/2). */
  double draw(SplittableRandom random) {
    double shape = 0.5 * degrees;
    if (shape < 1) {
      return Math.abs(random.nextGaussian());
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      v = v * v * v;
      double u = 1 - random.nextDouble();
      if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return Math.sqrt(2 * d * v);
      }
    }
  }

  /**
   * A draw of r given r &lt; radius, where P(r &lt; radius) = {@code probability}; by inversion.
   */
  double drawBelow(double radius, double probability, SplittableRandom random) {
    double target = probability * (1 - random.nextDouble());
    double low = 0;
    double high = radius;
    for (int i = 0; i < 60; i++) {
      double middle = 0.5 * (low + high);
      if (below(middle) < target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
