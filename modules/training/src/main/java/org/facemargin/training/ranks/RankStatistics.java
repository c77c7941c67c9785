package org.facemargin.training.ranks;

import org.facemargin.backbones.StatisticsExchange;

/**
 * Batch statistics over the ranks.
 *
 * @param ranks who shares them
 */
public record RankStatistics(Collective ranks) implements StatisticsExchange {

  @Override
  public int processes() {
    return ranks.size();
  }

  @Override
  public void sum(double[] values) {
    ranks.sum(values);
  }
}
