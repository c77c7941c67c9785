package org.facemargin.training.ranks;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ranks that are threads of one process, through its memory. For tests: copies freely. */
public final class ThreadRanks implements Collective {

  private final int rank;
  private final Shared shared;

  private record Shared(double[][] slots, CyclicBarrier barrier, Duration timeout) {}

  private ThreadRanks(int rank, Shared shared) {
    this.rank = rank;
    this.shared = shared;
  }

  /**
   * The ranks, in order, one for each thread.
   *
   * @param timeout how long a call waits for the others
   */
  public static List<Collective> of(int size, Duration timeout) {
    Shared shared = new Shared(new double[size][], new CyclicBarrier(size), timeout);
    List<Collective> ranks = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      ranks.add(new ThreadRanks(rank, shared));
    }
    return List.copyOf(ranks);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return shared.slots().length;
  }

  /** Everybody's values, in the order of ranks. */
  private double[][] exchange(double[] mine) {
    shared.slots()[rank] = mine.clone();
    barrier();
    double[][] all = shared.slots().clone();
    barrier();
    return all;
  }

  private double[] summed(double[] mine) {
    double[] sum = new double[mine.length];
    for (double[] part : exchange(mine)) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    return sum;
  }

  private static double[] read(FloatBuffer buffer) {
    double[] values = new double[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.get(buffer.position() + i);
    }
    return values;
  }

  private static void write(double[] values, int from, FloatBuffer buffer) {
    for (int i = 0; i < buffer.remaining(); i++) {
      buffer.put(buffer.position() + i, (float) values[from + i]);
    }
  }

  @Override
  public Pending startSum(FloatBuffer values) {
    write(summed(read(values)), 0, values);
    return () -> {};
  }

  @Override
  public void sum(double[] values) {
    System.arraycopy(summed(values), 0, values, 0, values.length);
  }

  @Override
  public void max(double[] values) {
    for (double[] part : exchange(values)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(values[i], part[i]);
      }
    }
  }

  @Override
  public void gather(FloatBuffer mine, FloatBuffer all) {
    write(gather(read(mine)), 0, all);
  }

  @Override
  public double[] gather(double[] mine) {
    double[] all = new double[mine.length * size()];
    double[][] parts = exchange(mine);
    for (int r = 0; r < parts.length; r++) {
      System.arraycopy(parts[r], 0, all, r * mine.length, mine.length);
    }
    return all;
  }

  @Override
  public void scatter(FloatBuffer all, FloatBuffer mine) {
    write(summed(read(all)), rank * mine.remaining(), mine);
  }

  @Override
  public void broadcast(FloatBuffer values, int from) {
    write(exchange(read(values))[from], 0, values);
  }

  @Override
  public void barrier() {
    try {
      shared.barrier().await(shared.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new LostRankException("A rank did not come within " + shared.timeout() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostRankException("Interrupted while waiting for other ranks.", e);
    }
  }

  @Override
  public String description() {
    return size() + " threads";
  }

  @Override
  public void close() {}
}
