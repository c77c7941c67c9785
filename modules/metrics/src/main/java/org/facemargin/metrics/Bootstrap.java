package org.facemargin.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.RandomStream;

/**
 * Percentile bootstrap intervals (B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993,
 * section 13.3) of any number read from scores. Every replicate draws from its own stream of the
 * seed: results depend neither on threads nor on which numbers are asked for.
 *
 * <p>Cost: replicates · (comparisons + numbers · distinct scores), on all processors.
 *
 * @param units what is drawn
 * @param replicates how often, at least 2
 * @param seed of the draws
 */
public record Bootstrap(Resampling units, int replicates, long seed) {

  private static final String STREAM = "bootstrap";

  public Bootstrap {
    if (replicates < 2) {
      throw new IllegalArgumentException("A bootstrap needs 2 replicates, got " + replicates + ".");
    }
  }

  /**
   * 95 % intervals of several numbers, in their order; {@link ConfidenceInterval#NONE} for a number
   * that some replicate leaves undefined.
   */
  public List<ConfidenceInterval> intervals(ScoreTable table, List<Statistic> statistics) {
    double[][] values = replicates(table, statistics);
    return Arrays.stream(values).map(Bootstrap::percentiles).toList();
  }

  /** The value of each statistic in each replicate: (statistics, replicates). */
  double[][] replicates(ScoreTable table, List<Statistic> statistics) {
    double[][] values = new double[statistics.size()][replicates];
    RandomStream stream = RandomStream.of(seed, STREAM);
    IntStream.range(0, replicates)
        .parallel()
        .forEach(
            replicate -> {
              ScoreSteps drawn = table.resampled(units.draw(stream.at(replicate).generator()));
              boolean defined = drawn.genuineCount() > 0 && drawn.impostorCount() > 0;
              for (int s = 0; s < values.length; s++) {
                values[s][replicate] = defined ? statistics.get(s).of(drawn) : Double.NaN;
              }
            });
    return values;
  }

  /** "bootstrap over 4281 subjects, 1000 replicates, seed 1". */
  public String description() {
    return "bootstrap over " + units.units() + ", " + replicates + " replicates, seed " + seed;
  }

  static ConfidenceInterval percentiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1])) {
      return ConfidenceInterval.NONE;
    }
    double tail = (1 - ConfidenceInterval.LEVEL) / 2;
    return new ConfidenceInterval(quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** Linear between order statistics (Hyndman and Fan's type 7, numpy's default). */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    if (sorted[below] == sorted[above]) {
      return sorted[below];
    }
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
