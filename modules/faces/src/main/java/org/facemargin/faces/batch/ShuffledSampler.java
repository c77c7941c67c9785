package org.facemargin.faces.batch;

import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.RandomStream;

/**
 * Every sample once an epoch, in an order drawn anew each epoch; what is left over when the batch
 * size does not divide the number of samples is dropped, other samples in every epoch.
 *
 * <p>Shards: the epoch's order is cut into consecutive batches, and shard k of n takes every n-th
 * batch from the k-th on, so that the shards of one step together see what a single loader with n
 * times the batch sees.
 *
 * <p>Memory: four bytes a sample.
 */
public final class ShuffledSampler implements Sampler {

  private final int size;
  private final int batchSize;
  private final int shard;
  private final int shards;
  private final RandomStream stream;
  private final int[] order;
  private long orderEpoch = -1;

  /** All samples, one shard. */
  public ShuffledSampler(int size, int batchSize, long seed) {
    this(size, batchSize, seed, 0, 1);
  }

  /**
   * @param size how many samples there are
   * @param batchSize samples a step and shard
   * @param seed the run's seed; the stream is "shuffle"
   * @param shard which shard this is, from 0
   * @param shards how many there are
   * @throws ConfigurationException if there are fewer samples than one step of all shards needs
   */
  public ShuffledSampler(int size, int batchSize, long seed, int shard, int shards) {
    if (batchSize < 1 || shards < 1 || shard < 0 || shard >= shards) {
      throw ConfigurationException.of(
          "Batch size %s, shard %s of %s make no sense.", batchSize, shard, shards);
    }
    if (size < (long) batchSize * shards) {
      throw ConfigurationException.of(
          "A step takes %s pictures (%s x %s shards), but there are only %s.",
          (long) batchSize * shards, batchSize, shards, size);
    }
    this.size = size;
    this.batchSize = batchSize;
    this.shard = shard;
    this.shards = shards;
    this.stream = RandomStream.of(seed, "shuffle");
    this.order = new int[size];
  }

  @Override
  public Selection at(long step) {
    long epoch = step / stepsPerEpoch();
    shuffleFor(epoch);
    long stepInEpoch = step % stepsPerEpoch();
    int from = (int) ((stepInEpoch * shards + shard) * batchSize);
    int[] samples = new int[batchSize];
    System.arraycopy(order, from, samples, 0, batchSize);
    return new Selection(samples, epoch);
  }

  /** Fisher and Yates, from the identity: the order depends on the epoch alone. */
  private void shuffleFor(long epoch) {
    if (epoch == orderEpoch) {
      return;
    }
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    SplittableRandom random = stream.at(epoch).generator();
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    orderEpoch = epoch;
  }

  @Override
  public long stepsPerEpoch() {
    return size / ((long) batchSize * shards);
  }

  @Override
  public int batchSize() {
    return batchSize;
  }
}
