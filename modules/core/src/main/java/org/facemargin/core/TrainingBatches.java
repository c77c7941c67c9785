package org.facemargin.core;

/**
 * An endless row of training batches. The batch of step k is a function of the seed and k alone, so
 * that a run resumed at step k sees what an unbroken run sees, whatever the number of loader
 * threads.
 */
public interface TrainingBatches extends AutoCloseable {

  /** Makes {@code step} the step of the next batch. */
  void seek(long step);

  /**
   * The next batch, waiting for the loader if need be.
   *
   * @throws DataException if a picture is missing or corrupt
   */
  FaceBatch take();

  /** Steps that make one epoch: ⌊images / batch size⌋. */
  long stepsPerEpoch();

  /** Number of identities (classes). */
  int identities();

  /** Seconds {@link #take} has waited so far, in all. */
  double waitedSeconds();

  @Override
  void close();
}
