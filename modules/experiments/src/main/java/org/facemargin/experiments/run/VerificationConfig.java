package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.experiments.config.ConfigReader;

/**
 * When and on what a run is verified.
 *
 * @param everySteps steps between verifications during training; 0 for none
 * @param untrained whether the network is verified before the first step as well
 * @param sets the pairs
 */
public record VerificationConfig(long everySteps, boolean untrained, List<VerificationSet> sets) {

  public VerificationConfig {
    sets = List.copyOf(sets);
  }

  static VerificationConfig from(ConfigReader reader) {
    return new VerificationConfig(
        reader.wholeNumber("every_steps", 0, 0, Long.MAX_VALUE),
        reader.flag("untrained", true),
        reader.sections("sets").stream().map(VerificationSet::from).toList());
  }
}
