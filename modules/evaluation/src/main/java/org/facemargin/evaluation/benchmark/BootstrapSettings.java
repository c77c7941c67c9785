package org.facemargin.evaluation.benchmark;

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
 */
public record BootstrapSettings(int replicates, long seed) {

  /** A thousand, as percentile intervals at 95 % ask for. */
  public static final BootstrapSettings DEFAULT = new BootstrapSettings(1000, 1);

  public static BootstrapSettings read(ConfigReader card) {
    ConfigReader reader = card.sectionOrEmpty("bootstrap");
    int replicates = reader.integer("replicates", DEFAULT.replicates, 0, 1_000_000);
    if (replicates == 1) {
      throw reader.error("replicates", "is 1, expected 0 for none or at least 2");
    }
    return new BootstrapSettings(
        replicates, reader.wholeNumber("seed", DEFAULT.seed, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** The bootstrap of these comparisons, if one is wanted. */
  public Optional<Bootstrap> of(ScoreList list) {
    return replicates == 0
        ? Optional.empty()
        : Optional.of(new Bootstrap(SubjectUnits.of(list), replicates, seed));
  }
}
