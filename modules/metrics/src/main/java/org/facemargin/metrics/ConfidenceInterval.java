package org.facemargin.metrics;

import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * An interval for a rate.
 *
 * @param low lower end
 * @param high upper end
 */
public record ConfidenceInterval(double low, double high) {

  /** No interval: nothing was computed. */
  public static final ConfidenceInterval NONE = new ConfidenceInterval(Double.NaN, Double.NaN);

  /** How {@link #wilson} intervals are described. */
  public static final String WILSON = "Wilson 95 %, comparisons taken as independent";

  /** The level every interval of FaceMargin has unless it says otherwise. */
  public static final double LEVEL = 0.95;

  /**
   * Wilson's score interval (E. B. Wilson, Probable inference, the law of succession, and
   * statistical inference, JASA 22, 1927): with p = hits/n and z the normal quantile,
   *
   * <pre>(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)</pre>
   *
   * <p>It takes trials as independent, which comparisons that share a face are not: prefer {@link
   * Bootstrap} where subjects repeat.
   *
   * @param hits successes
   * @param trials n, at least 1
   * @param level confidence level, 0.95 for a 95 % interval
   */
  public static ConfidenceInterval wilson(long hits, long trials, double level) {
    if (trials < 1 || hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " hits of " + trials + " trials");
    }
    double z = new NormalDistribution().inverseCumulativeProbability(0.5 + level / 2);
    double n = trials;
    double p = hits / n;
    double centre = p + z * z / (2 * n);
    double spread = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double scale = 1 + z * z / n;
    double low = hits == 0 ? 0 : Math.max(0, (centre - spread) / scale);
    double high = hits == trials ? 1 : Math.min(1, (centre + spread) / scale);
    return new ConfidenceInterval(low, high);
  }

  /** Wilson's interval at {@link #LEVEL}. */
  public static ConfidenceInterval wilson(long hits, long trials) {
    return wilson(hits, trials, LEVEL);
  }
}
