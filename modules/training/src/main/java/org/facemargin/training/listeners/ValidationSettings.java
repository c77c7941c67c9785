package org.facemargin.training.listeners;

import org.facemargin.core.ConfigurationException;

/**
 * When to validate and what to make of it.
 *
 * @param everySteps steps between two validations, at least 1; one more follows the last step
 * @param metric the number that decides what is best
 * @param largerIsBetter whether more of it is better
 * @param patience validations without a new best after which the run stops; 0 for never
 * @param averagedWeights whether to validate the averaged weights, where an average is kept
 */
public record ValidationSettings(
    long everySteps, String metric, boolean largerIsBetter, int patience, boolean averagedWeights) {

  public ValidationSettings {
    if (everySteps < 1 || patience < 0) {
      throw ConfigurationException.of(
          "Validation happens every so many steps, at least 1, with a patience of 0 or more;"
              + " got %s and %s.",
          everySteps, patience);
    }
  }
}
