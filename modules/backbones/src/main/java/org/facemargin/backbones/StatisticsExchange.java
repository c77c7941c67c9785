package org.facemargin.backbones;

/**
 * How the passes of one network that runs in several processes at once, each with as many pictures,
 * share batch statistics. Every process makes the same calls in the same order.
 */
public interface StatisticsExchange {

  /** Number of processes. */
  int processes();

  /** Replaces values by their sums over the processes. */
  void sum(double[] values);
}
