package org.facemargin.core;

/**
 * The same batch at every step, for measurements.
 *
 * @param batch the batch
 * @param identities number of identities its labels are among
 */
public record RepeatedBatch(FaceBatch batch, int identities) implements TrainingBatches {

  @Override
  public void seek(long step) {}

  @Override
  public FaceBatch take() {
    return batch;
  }

  @Override
  public long stepsPerEpoch() {
    return 1;
  }

  @Override
  public double waitedSeconds() {
    return 0;
  }

  @Override
  public void close() {}
}
