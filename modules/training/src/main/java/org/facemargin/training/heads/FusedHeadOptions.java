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
 * @param unsampled what the optimiser does with the centres of classes a step leaves out
 * @param topKShare share of the classes a pass looks at from whose largest logits an
 *     alpha-divergence's threshold is first sought, in (0, 1]; 1 for all of them at once. A row
 *     whose smallest kept logit turns out to be active is solved again over all: the result is
 *     exact either way (arXiv 2606.31664: 5 %, which never failed there)
 */
public record FusedHeadOptions(
    int threads, double sampleRate, long sampleSeed, Unsampled unsampled, double topKShare) {

  /** What happens to centres outside the sample. */
  public enum Unsampled {
    /** They and their momentum stay as they are: PartialFC V1, TFace. */
    FROZEN,
    /**
     * Their gradient is 0; momentum goes on moving them while it decays, and weight decay shrinks
     * them: PartialFC V2. Costs an optimiser step over all of W.
     */
    DECAYED
  }

  /** Sampling with frozen centres. */
  public FusedHeadOptions(int threads, double sampleRate, long sampleSeed) {
    this(threads, sampleRate, sampleSeed, Unsampled.FROZEN, 1);
  }

  public FusedHeadOptions {
    if (threads < 1) {
      throw new ConfigurationException("Head threads are " + threads + ", expected at least 1.");
    }
    if (!(sampleRate > 0 && sampleRate <= 1)) {
      throw new ConfigurationException(
          "The class sample rate is " + sampleRate + ", expected a share in (0, 1].");
    }
    if (!(topKShare > 0 && topKShare <= 1)) {
      throw new ConfigurationException(
          "The share of the largest logits is " + topKShare + ", expected a share in (0, 1].");
    }
  }

  /** Every class, every processor. */
  public static FusedHeadOptions defaults() {
    return new FusedHeadOptions(Runtime.getRuntime().availableProcessors(), 1, 0);
  }

  /** These options with another number of threads. */
  public FusedHeadOptions withThreads(int count) {
    return new FusedHeadOptions(count, sampleRate, sampleSeed, unsampled, topKShare);
  }

  /** These options with sampled classes. */
  public FusedHeadOptions withSampling(double rate, long seed) {
    return new FusedHeadOptions(threads, rate, seed, unsampled, topKShare);
  }

  /** These options with another fate of the centres outside the sample. */
  public FusedHeadOptions withUnsampled(Unsampled fate) {
    return new FusedHeadOptions(threads, sampleRate, sampleSeed, fate, topKShare);
  }

  /** These options with the threshold first sought among the largest logits. */
  public FusedHeadOptions withTopKShare(double share) {
    return new FusedHeadOptions(threads, sampleRate, sampleSeed, unsampled, share);
  }
}
