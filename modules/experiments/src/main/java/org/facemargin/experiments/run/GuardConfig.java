package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.training.listeners.GuardSettings;

/**
 * What is done about a run that goes wrong.
 *
 * @param settings what the guard looks for and does
 */
public record GuardConfig(GuardSettings settings) {

  static GuardConfig from(ConfigReader reader) {
    GuardSettings.Reaction reaction =
        reader.choice("reaction", GuardSettings.Reaction.class, GuardSettings.Reaction.WARN);
    GuardSettings usual = GuardSettings.of(reaction);
    return new GuardConfig(
        new GuardSettings(
            reaction,
            reader.wholeNumber("every_steps", usual.everySteps(), 1, Long.MAX_VALUE),
            reader.integer("patience", usual.patience(), 1, 1_000_000),
            reader.number("centre_norm", usual.centreNorm(), 1e-6, 1),
            reader.number("target_cosine", usual.targetCosine(), -1, 1)));
  }
}
