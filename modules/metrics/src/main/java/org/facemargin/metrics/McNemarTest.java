package org.facemargin.metrics;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * Whether two systems that judged the same pairs are right equally often (Q. McNemar, Psychometrika
 * 12, 1947). Only pairs on which they disagree count: of n = b + c of them, b right by the first
 * alone and c right by the second alone,
 *
 * <pre>
 * exact:                  p = min(1, 2 · P(X ≤ min(b, c))),  X ~ Binomial(n, 1/2)
 * continuity-corrected:   χ² = (|b - c| - 1)² / n, 0 where b = c;  p = P(χ²₁ ≥ χ²)   (A. Edwards, 1948)
 * </pre>
 *
 * <p>Pairs are taken as independent. Where n = 0 both p are 1.
 *
 * @param onlyFirstRight b
 * @param onlySecondRight c
 * @param exactP exact two-sided p
 * @param chiSquared χ² with the continuity correction
 * @param chiSquaredP its p
 */
public record McNemarTest(
    int onlyFirstRight, int onlySecondRight, double exactP, double chiSquared, double chiSquaredP) {

  /**
   * @param firstRight whether the first system judged each pair rightly; not modified
   * @param secondRight the same of the second system
   */
  public static McNemarTest of(boolean[] firstRight, boolean[] secondRight) {
    if (firstRight.length != secondRight.length) {
      throw new IllegalArgumentException(
          firstRight.length + " judgements against " + secondRight.length);
    }
    int b = 0;
    int c = 0;
    for (int i = 0; i < firstRight.length; i++) {
      b += firstRight[i] && !secondRight[i] ? 1 : 0;
      c += !firstRight[i] && secondRight[i] ? 1 : 0;
    }
    return of(b, c);
  }

  /** From the numbers of pairs only one of the two judged rightly. */
  public static McNemarTest of(int onlyFirstRight, int onlySecondRight) {
    int n = onlyFirstRight + onlySecondRight;
    if (n == 0) {
      return new McNemarTest(0, 0, 1, 0, 1);
    }
    double tail =
        new BinomialDistribution(n, 0.5)
            .cumulativeProbability(Math.min(onlyFirstRight, onlySecondRight));
    double apart = Math.max(0, Math.abs(onlyFirstRight - onlySecondRight) - 1);
    double chiSquared = apart * apart / n;
    double chiSquaredP = 1 - new ChiSquaredDistribution(1).cumulativeProbability(chiSquared);
    return new McNemarTest(
        onlyFirstRight, onlySecondRight, Math.min(1, 2 * tail), chiSquared, chiSquaredP);
  }
}
