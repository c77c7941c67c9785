package org.facemargin.evaluation.benchmark;

import java.util.Locale;
import java.util.Optional;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.evaluation.scores.SubjectUnits;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.metrics.Bootstrap;

/**
 * How often intervals are bootstrapped.
 *
 * @param replicates 0 for none
 * @param seed of the draws
 * @param mostComparisons above so many there are no intervals: they would cost more than all else
 */
public record BootstrapSettings(int replicates, long seed, int mostComparisons) {

  /** A thousand, as percentile intervals at 95 % ask for; none of long lists unless asked for. */
  public static final BootstrapSettings DEFAULT = new BootstrapSettings(1000, 1, 500_000);

  /** No intervals. */
  public static final BootstrapSettings NONE = new BootstrapSettings(0, 1, 0);

  public static BootstrapSettings read(ConfigReader card) {
    ConfigReader reader = card.sectionOrEmpty("bootstrap");
    int replicates = reader.integer("replicates", DEFAULT.replicates, 0, 1_000_000);
    if (replicates == 1) {
      throw reader.error("replicates", "is 1, expected 0 for none or at least 2");
    }
    return new BootstrapSettings(
        replicates,
        reader.wholeNumber("seed", DEFAULT.seed, Long.MIN_VALUE, Long.MAX_VALUE),
        reader.has("replicates") ? Integer.MAX_VALUE : DEFAULT.mostComparisons);
  }

  /** The bootstrap of these comparisons, if one is wanted. */
  public Optional<Bootstrap> of(ScoreList list) {
    return replicates == 0 || list.size() > mostComparisons
        ? Optional.empty()
        : Optional.of(new Bootstrap(SubjectUnits.of(list), replicates, seed));
  }

  /** Why {@link #of} makes none of so many comparisons. */
  public String reasonForNone(int comparisons) {
    return replicates == 0
        ? "no intervals asked for"
        : String.format(
            Locale.ROOT,
            "no intervals: %,d comparisons, more than %,d (bootstrap.replicates asks for them)",
            comparisons,
            mostComparisons);
  }
}
