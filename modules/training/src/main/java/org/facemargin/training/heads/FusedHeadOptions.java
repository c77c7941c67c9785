package org.facemargin.training.heads;

import org.facemargin.core.ConfigurationException;

/**
 * How the fused head works.
 *
 * @param threads threads it may use; the result does not depend on it
 * @param sampleRate share of the classes a pass looks at, in (0, 1]; 1 for all of them. The targets
 *     are always among them (PartialFC: An and others, Killing Two Birds with One Stone, CVPR 2022,
 *     arXiv 2203.15565)
 * @param sampleSeed seed of the sampling; the sample of a step depends on it and on the step alone
 */
public record FusedHeadOptions(int threads, double sampleRate, long sampleSeed) {

  public FusedHeadOptions {
    if (threads < 1) {
      throw new ConfigurationException("Head threads are " + threads + ", expected at least 1.");
    }
    if (!(sampleRate > 0 && sampleRate <= 1)) {
      throw new ConfigurationException(
          "The class sample rate is " + sampleRate + ", expected a share in (0, 1].");
    }
  }

  /** Every class, every processor. */
  public static FusedHeadOptions defaults() {
    return new FusedHeadOptions(Runtime.getRuntime().availableProcessors(), 1, 0);
  }

  /** These options with another number of threads. */
  public FusedHeadOptions withThreads(int count) {
    return new FusedHeadOptions(count, sampleRate, sampleSeed);
  }

  /** These options with sampled classes. */
  public FusedHeadOptions withSampling(double rate, long seed) {
    return new FusedHeadOptions(threads, rate, seed);
  }
}
