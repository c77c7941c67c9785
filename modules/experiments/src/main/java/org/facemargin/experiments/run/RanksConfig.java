package org.facemargin.experiments.run;

import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;

/**
 * What several ranks do otherwise than one; without effect on one.
 *
 * @param batchNorm whose batch statistics normalise a rank's pictures
 */
public record RanksConfig(BatchNorm batchNorm) {

  /** Batch statistics. */
  public enum BatchNorm {
    /** Each rank's own, as in arcface_torch. */
    PER_RANK,
    /** Those of the joint batch: the same result as one process, to rounding. */
    SYNCHRONISED
  }

  static RanksConfig from(Optional<ConfigReader> section) {
    return new RanksConfig(
        section
            .map(reader -> reader.choice("batch_norm", BatchNorm.class, BatchNorm.PER_RANK))
            .orElse(BatchNorm.PER_RANK));
  }
}
