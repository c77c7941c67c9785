package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.files.yaml.ConfigReader;

/**
 * When and on what a run is verified.
 *
 * @param everySteps steps between verifications during training; 0 for none
 * @param untrained whether the network is verified before the first step as well
 * @param pixelBaseline whether the bare pixels are verified too, for comparison
 * @param patience verifications without a better accuracy on the first set after which the run
 *     stops; 0 for never
 * @param averagedWeights whether verification during training looks at the averaged weights
 * @param sets the pairs
 * @param trainAngles whether the angles of the training set are measured at the end, and whether
 *     they had stood still
 * @param angleSets sets of other people whose angles are measured at the end
 */
public record VerificationConfig(
    long everySteps,
    boolean untrained,
    boolean pixelBaseline,
    int patience,
    boolean averagedWeights,
    List<VerificationSet> sets,
    boolean trainAngles,
    List<AngleSet> angleSets) {

  public VerificationConfig {
    sets = List.copyOf(sets);
    angleSets = List.copyOf(angleSets);
  }

  static VerificationConfig from(ConfigReader reader) {
    return new VerificationConfig(
        reader.wholeNumber("every_steps", 0, 0, Long.MAX_VALUE),
        reader.flag("untrained", true),
        reader.flag("pixel_baseline", false),
        reader.integer("patience", 0, 0, 1_000_000),
        reader.flag("averaged_weights", false),
        reader.sections("sets", "benchmark").stream().map(VerificationSet::from).toList(),
        reader.has("train_angles") && reader.flag("train_angles", false),
        reader.has("angle_sets")
            ? reader.sections("angle_sets").stream().map(AngleSet::from).toList()
            : List.of());
  }
}
