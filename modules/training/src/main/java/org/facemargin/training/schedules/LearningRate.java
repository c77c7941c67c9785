package org.facemargin.training.schedules;

import org.facemargin.core.ConfigurationException;

/**
 * The learning rate of a run: a linear rise over the warm-up, then the base rate times a schedule.
 *
 * <pre>
 * step &lt; warm-up:  base (start + (1 - start) step / warm-up)
 * after it:          base · factor(step - warm-up, steps - warm-up)
 * </pre>
 *
 * as in arcface_torch's {@code PolynomialLRWarmup} with start 0, whose first step therefore has
 * rate 0.
 *
 * @param base base rate
 * @param schedule shape after the warm-up
 * @param warmupSteps length of the warm-up, 0 for none
 * @param warmupStart fraction of the base rate at step 0
 */
public record LearningRate(
    double base, LearningRateSchedule schedule, long warmupSteps, double warmupStart) {

  public LearningRate {
    if (!(base > 0) || Double.isInfinite(base)) {
      throw new ConfigurationException(
          "The base learning rate must be positive, got " + base + ".");
    }
    if (warmupSteps < 0) {
      throw new ConfigurationException("Warm-up cannot last " + warmupSteps + " steps.");
    }
    if (!(warmupStart >= 0 && warmupStart <= 1)) {
      throw new ConfigurationException(
          "Warm-up starts at a fraction in [0, 1] of the base rate, got " + warmupStart + ".");
    }
  }

  /** A constant rate. */
  public static LearningRate constant(double base) {
    return new LearningRate(base, (step, steps) -> 1, 0, 0);
  }

  /**
   * The rate of one step.
   *
   * @param step the step, from 0
   * @param steps steps of the whole run
   */
  public double at(long step, long steps) {
    if (step < warmupSteps) {
      return base * (warmupStart + (1 - warmupStart) * step / warmupSteps);
    }
    return base * schedule.factorAt(step - warmupSteps, Math.max(1, steps - warmupSteps));
  }
}
