package org.facemargin.training;

import org.facemargin.core.ConfigurationException;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.schedules.LearningRate;

/**
 * How a run is trained.
 *
 * @param steps optimiser steps of the whole run
 * @param accumulation batches whose gradients are averaged into one step, at least 1
 * @param optimiser how gradients become steps
 * @param decayPolicy what weight decay applies to
 * @param learningRate the rate of each step
 * @param clipNorm the backbone's gradient is scaled down to this Euclidean norm where it is larger,
 *     as PyTorch's {@code clip_grad_norm_} does; infinite for never. arcface_torch: 5
 * @param averageDecay decay of the exponential moving average of the backbone's weights, 0 for none
 */
public record TrainingSettings(
    long steps,
    int accumulation,
    Optimiser optimiser,
    DecayPolicy decayPolicy,
    LearningRate learningRate,
    double clipNorm,
    double averageDecay) {

  /** PyTorch's {@code clip_grad_norm_} adds this to the norm it divides by. */
  private static final double CLIP_EPSILON = 1e-6;

  public TrainingSettings {
    if (steps < 1) {
      throw new ConfigurationException("A run has at least one step, got " + steps + ".");
    }
    if (accumulation < 1) {
      throw new ConfigurationException(
          "At least one batch makes a step, got an accumulation of " + accumulation + ".");
    }
    if (!(clipNorm > 0)) {
      throw new ConfigurationException(
          "Gradients are clipped to a positive norm, got " + clipNorm + ".");
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new ConfigurationException(
          "The decay of averaged weights lies in [0, 1), got " + averageDecay + ".");
    }
  }

  /** What a backbone's gradient of this norm is multiplied by. */
  public double clipFactor(double norm) {
    return Math.min(1, clipNorm / (norm + CLIP_EPSILON));
  }
}
