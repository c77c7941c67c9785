package org.facemargin.training.ranks;

import java.nio.FloatBuffer;

/**
 * Another collective, with what it carries and how long its callers wait. Bytes are what a ring
 * sends a rank: 2B(R-1)/R for a sum or maximum of B bytes, B(R-1)/R for a gathering or scattering
 * of B bytes in all, and as much for a broadcast.
 */
public final class MeasuredCollective implements Collective {

  private final Collective ranks;
  private double bytes;
  private long waitedNanos;
  private long calls;

  /**
   * @param ranks does the work; closed with this
   */
  public MeasuredCollective(Collective ranks) {
    this.ranks = ranks;
  }

  /** Bytes sent by this rank so far, by the formula. */
  public double bytes() {
    return bytes;
  }

  /** Seconds this rank's thread has spent in calls so far. */
  public double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  /** Calls so far. */
  public long calls() {
    return calls;
  }

  private void measured(double ringBytes, Runnable call) {
    long begun = System.nanoTime();
    call.run();
    waitedNanos += System.nanoTime() - begun;
    bytes += ringBytes * (size() - 1) / size();
    calls++;
  }

  @Override
  public int rank() {
    return ranks.rank();
  }

  @Override
  public int size() {
    return ranks.size();
  }

  @Override
  public Pending startSum(FloatBuffer values) {
    Pending[] pending = new Pending[1];
    measured(2.0 * Float.BYTES * values.remaining(), () -> pending[0] = ranks.startSum(values));
    return () -> {
      long begun = System.nanoTime();
      pending[0].await();
      waitedNanos += System.nanoTime() - begun;
    };
  }

  @Override
  public void sum(double[] values) {
    measured(2.0 * Double.BYTES * values.length, () -> ranks.sum(values));
  }

  @Override
  public void max(double[] values) {
    measured(2.0 * Double.BYTES * values.length, () -> ranks.max(values));
  }

  @Override
  public void gather(FloatBuffer mine, FloatBuffer all) {
    measured((double) Float.BYTES * all.remaining(), () -> ranks.gather(mine, all));
  }

  @Override
  public double[] gather(double[] mine) {
    double[][] all = new double[1][];
    measured((double) Double.BYTES * mine.length * size(), () -> all[0] = ranks.gather(mine));
    return all[0];
  }

  @Override
  public void scatter(FloatBuffer all, FloatBuffer mine) {
    measured((double) Float.BYTES * all.remaining(), () -> ranks.scatter(all, mine));
  }

  @Override
  public void broadcast(FloatBuffer values, int from) {
    measured((double) Float.BYTES * values.remaining(), () -> ranks.broadcast(values, from));
  }

  @Override
  public void barrier() {
    measured(0, ranks::barrier);
  }

  @Override
  public String description() {
    return ranks.description();
  }

  @Override
  public void close() {
    ranks.close();
  }
}
