package org.facemargin.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.facemargin.core.Support;

/** How many false accepts a false accept rate allows. */
public final class FalseAcceptBudget {

  private FalseAcceptBudget() {}

  /**
   * ⌊far · impostors⌋, {@code far} read as the decimal it prints as, so that 1e-6 is 1e-6 and not
   * the double below it. Zero means that the data say nothing about this rate.
   *
   * @param far in (0, 1]
   * @param impostors number of impostor comparisons
   */
  public static long of(double far, long impostors) {
    if (!(far > 0 && far <= 1)) {
      throw new IllegalArgumentException("A false accept rate lies in (0, 1], got " + far + ".");
    }
    return BigDecimal.valueOf(far)
        .multiply(BigDecimal.valueOf(impostors))
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  /** Whether so many impostors can carry a rate. */
  public static Support support(double far, long impostors) {
    long budget = of(far, impostors);
    return budget == 0 ? Support.INSUFFICIENT : Support.ofErrors(budget);
  }
}
