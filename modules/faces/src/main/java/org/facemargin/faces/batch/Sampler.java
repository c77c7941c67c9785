package org.facemargin.faces.batch;

/**
 * Which samples a training step sees. A function of the step alone, so that a run resumed anywhere
 * goes on as it would have. Called by one thread at a time.
 */
public interface Sampler {

  /**
   * The samples of one step.
   *
   * @param samples positions in the source, N of them; owned by the caller
   * @param augmentKey together with a sample's position it picks the sample's augmentation: the
   *     epoch where every sample comes once an epoch, the step otherwise
   */
  record Selection(int[] samples, long augmentKey) {}

  /** The samples of this step. */
  Selection at(long step);

  /** Steps that make one epoch. */
  long stepsPerEpoch();

  /** Samples in one step, N. */
  int batchSize();
}
