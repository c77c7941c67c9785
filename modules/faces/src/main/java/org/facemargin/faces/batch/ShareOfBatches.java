package org.facemargin.faces.batch;

import java.util.Arrays;

/**
 * One rank's rows of every batch: the r-th of R equal stretches. Together the ranks see what one
 * process sees, every picture once an epoch where that process does.
 *
 * @param whole the batches of all ranks; a multiple of {@code ranks} samples
 * @param rank r, from 0
 * @param ranks R
 */
public record ShareOfBatches(Sampler whole, int rank, int ranks) implements Sampler {

  @Override
  public Selection at(long step) {
    Selection all = whole.at(step);
    int from = batchSize() * rank;
    return new Selection(
        Arrays.copyOfRange(all.samples(), from, from + batchSize()), all.augmentKey());
  }

  @Override
  public long stepsPerEpoch() {
    return whole.stepsPerEpoch();
  }

  @Override
  public int batchSize() {
    return whole.batchSize() / ranks;
  }
}
