package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;

/**
 * Which checkpoints are kept.
 *
 * @param everySteps steps between checkpoints; 0 for the last alone
 * @param keepLast how many of the newest are kept
 */
public record CheckpointConfig(long everySteps, int keepLast) {

  static CheckpointConfig from(ConfigReader reader) {
    return new CheckpointConfig(
        reader.wholeNumber("every_steps", 0, 0, Long.MAX_VALUE),
        reader.integer("keep_last", 2, 1, 1000));
  }
}
