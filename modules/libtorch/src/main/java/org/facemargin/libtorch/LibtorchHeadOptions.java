package org.facemargin.libtorch;

import java.util.Optional;
import org.facemargin.core.ConfigurationException;

/**
 * What a device's head computes beside its loss.
 *
 * @param sampleRate share of the classes a pass looks at, in (0, 1]
 * @param sampleSeed seed of the sampling
 * @param decayed whether the optimiser goes on with the centres a pass leaves out, with gradient 0
 * @param labelSmoothing share of the probability asked for evenly of all classes
 * @param regulariser a term on the class centres
 */
public record LibtorchHeadOptions(
    double sampleRate,
    long sampleSeed,
    boolean decayed,
    double labelSmoothing,
    Optional<DeviceRegulariser> regulariser) {

  /** Every class, nothing besides. */
  public static final LibtorchHeadOptions PLAIN =
      new LibtorchHeadOptions(1, 0, false, 0, Optional.empty());

  public LibtorchHeadOptions {
    if (!(sampleRate > 0 && sampleRate <= 1)) {
      throw new ConfigurationException(
          "The class sample rate is " + sampleRate + ", expected a share in (0, 1].");
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new ConfigurationException(
          "Labels are smoothed by a share in [0, 1), got " + labelSmoothing + ".");
    }
    if (sampleRate < 1 && (labelSmoothing > 0 || regulariser.isPresent())) {
      throw new ConfigurationException(
          "Smoothed labels and regularisers need every class in every pass, but the sample rate is "
              + sampleRate
              + ".");
    }
  }

  /** These with sampled classes. */
  public LibtorchHeadOptions withSampling(double rate, long seed, boolean decay) {
    return new LibtorchHeadOptions(rate, seed, decay, labelSmoothing, regulariser);
  }

  boolean samples() {
    return sampleRate < 1;
  }
}
