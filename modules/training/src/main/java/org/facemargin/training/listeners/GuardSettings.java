package org.facemargin.training.listeners;

import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.theory.PolarCollapse;

/**
 * What the guard looks for and does.
 *
 * @param reaction what to do about a collapse
 * @param everySteps steps between two looks at the class centres, which cost a pass over them
 * @param patience looks in a row that have to find a sign before the guard acts
 * @param centreNorm norm of the mean unit centre from which on centres are taken to gather at a
 *     pole
 * @param targetCosine mean target cosine below which embeddings are taken to be pushed away from
 *     their centres
 */
public record GuardSettings(
    Reaction reaction, long everySteps, int patience, double centreNorm, double targetCosine) {

  /** What the guard does. */
  public enum Reaction {
    /** Says so, once for each kind of sign. */
    WARN,
    /** Ends the run. */
    STOP,
    /** Goes on with the loss's {@code wc_relu} on; says so and goes on where it is on already. */
    SWITCH_WC_RELU_ON
  }

  /** Thresholds to start from: those of {@link PolarCollapse}, three looks 20 steps apart. */
  public static GuardSettings of(Reaction reaction) {
    return new GuardSettings(
        reaction, 20, 3, PolarCollapse.CENTRE_NORM, PolarCollapse.TARGET_COSINE);
  }

  public GuardSettings {
    if (everySteps < 1 || patience < 1) {
      throw ConfigurationException.of(
          "The guard looks every so many steps and needs at least one sign; got every %s"
              + " steps, patience %s.",
          everySteps, patience);
    }
    if (!(centreNorm > 0 && centreNorm <= 1 && targetCosine >= -1 && targetCosine <= 1)) {
      throw ConfigurationException.of(
          "The guard's thresholds are a norm in (0, 1] and a cosine in [-1, 1]; got %s and %s.",
          centreNorm, targetCosine);
    }
  }
}
