package org.facemargin.margins.theory;

import java.util.SplittableRandom;
import org.hipparchus.special.Erf;

/** The upper tail of the standard normal distribution. */
final class NormalTail {

  private NormalTail() {}

  /** P(g &gt; threshold). */
  static double above(double threshold) {
    return 0.5 * Erf.erfc(threshold / Math.sqrt(2));
  }

  /**
   * A draw of g given g &gt; threshold &gt; 0, exactly: an exponential beyond the threshold,
   * accepted with probability e^{-(x-λ)²/2} at the best rate λ (Robert, "Simulation of truncated
   * normal variables", Statistics and Computing 5, 1995).
   */
  static double draw(double threshold, SplittableRandom random) {
    double rate = 0.5 * (threshold + Math.sqrt(threshold * threshold + 4));
    while (true) {
      double x = threshold - Math.log(1 - random.nextDouble()) / rate;
      double offset = x - rate;
      if (random.nextDouble() <= Math.exp(-0.5 * offset * offset)) {
        return x;
      }
    }
  }
}
