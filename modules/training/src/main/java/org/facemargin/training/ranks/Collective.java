package org.facemargin.training.ranks;

import java.nio.FloatBuffer;

/**
 * The ranks of one run, as seen from one of them. Every rank makes the same calls in the same order
 * with arguments of the same sizes; each call returns when this rank has its result, and every rank
 * gets the same bits. Buffers are direct and in native byte order; what is between position and
 * limit counts.
 *
 * <p>Every method throws {@link LostRankException} when another rank has died, hangs or did not
 * come in time: the group is of no use from then on, and the process is to end.
 *
 * <p>Cost, R ranks and B bytes of the whole result: a ring sends 2B(R-1)/R a rank for {@link
 * #sum(FloatBuffer)}, B(R-1)/R for {@link #gather(FloatBuffer, FloatBuffer)} and {@link #scatter}.
 *
 * <p>For one thread.
 */
public interface Collective extends AutoCloseable {

  /** One process: every call is without effect, or a copy. */
  Collective ALONE = new Alone();

  /** A call under way. */
  @FunctionalInterface
  interface Pending {

    /** Waits for the result. */
    void await();
  }

  /** Which rank this is, from 0. */
  int rank();

  /** Number of ranks, R. */
  int size();

  /**
   * Begins to replace values by their sums over the ranks; they must not be touched until {@link
   * Pending#await} has returned.
   */
  Pending startSum(FloatBuffer values);

  /** Replaces values by their sums over the ranks. */
  default void sum(FloatBuffer values) {
    startSum(values).await();
  }

  /** Replaces values by their sums over the ranks. */
  void sum(double[] values);

  /** Replaces values by the largest of the ranks. */
  void max(double[] values);

  /**
   * Every rank's values, in the order of ranks.
   *
   * @param mine n values; not modified
   * @param all receives n · R values
   */
  void gather(FloatBuffer mine, FloatBuffer all);

  /** Every rank's values, in the order of ranks: n · R of them. */
  double[] gather(double[] mine);

  /**
   * Sums over the ranks, each rank keeping its part.
   *
   * @param all n · R values; may be overwritten
   * @param mine receives values n · rank to n · (rank + 1) of the sum
   */
  void scatter(FloatBuffer all, FloatBuffer mine);

  /** Replaces values by those of rank {@code from}. */
  void broadcast(FloatBuffer values, int from);

  /** Waits until every rank is here. */
  void barrier();

  /** What connects the ranks, for people and run records. */
  String description();

  @Override
  void close();
}
