package org.facemargin.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of one number between two systems that scored the same comparisons: both are drawn
 * alike in every replicate, so that what is hard for both cancels.
 *
 * @param statistic the number
 * @param difference first minus second on the data themselves
 * @param interval 95 % percentile interval of the difference
 * @param pValue two-sided: 2 · min(share of replicates ≤ 0, share ≥ 0), each share with one added
 *     to numerator and denominator, at most 1; NaN where a replicate is undefined
 */
public record PairedBootstrap(
    Statistic statistic, double difference, ConfidenceInterval interval, double pValue) {

  /**
   * Compares two systems in several numbers.
   *
   * @throws IllegalArgumentException if the tables do not label the same comparisons
   */
  public static List<PairedBootstrap> of(
      ScoreTable first, ScoreTable second, List<Statistic> statistics, Bootstrap bootstrap) {
    if (!first.hasLabelsOf(second)) {
      throw new IllegalArgumentException("The two systems did not score the same comparisons.");
    }
    double[][] ofFirst = bootstrap.replicates(first, statistics);
    double[][] ofSecond = bootstrap.replicates(second, statistics);
    ScoreSteps firstSteps = first.steps();
    ScoreSteps secondSteps = second.steps();
    List<PairedBootstrap> all = new ArrayList<>();
    for (int s = 0; s < statistics.size(); s++) {
      double[] differences = new double[bootstrap.replicates()];
      for (int r = 0; r < differences.length; r++) {
        differences[r] = ofFirst[s][r] - ofSecond[s][r];
      }
      Statistic statistic = statistics.get(s);
      all.add(
          new PairedBootstrap(
              statistic,
              statistic.of(firstSteps) - statistic.of(secondSteps),
              Bootstrap.percentiles(differences),
              pValue(differences)));
    }
    return all;
  }

  private static double pValue(double[] differences) {
    int low = 0;
    int high = 0;
    for (double difference : differences) {
      if (Double.isNaN(difference)) {
        return Double.NaN;
      }
      low += difference <= 0 ? 1 : 0;
      high += difference >= 0 ? 1 : 0;
    }
    return Math.min(1, 2.0 * (Math.min(low, high) + 1) / (differences.length + 1));
  }
}
