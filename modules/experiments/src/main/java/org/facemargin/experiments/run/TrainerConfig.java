package org.facemargin.experiments.run;

import org.facemargin.experiments.config.ConfigReader;

/**
 * How long and how a run trains.
 *
 * @param batchSize pictures a micro-batch
 * @param accumulateSteps micro-batches a step; the gradient is their mean
 * @param maxSteps steps at most
 * @param maxMinutes minutes of training at most, 0 for no limit; schedules stay those of maxSteps
 * @param gradClipNorm largest norm of the backbone's gradient; 0 for no limit
 */
public record TrainerConfig(
    int batchSize, int accumulateSteps, long maxSteps, double maxMinutes, double gradClipNorm) {

  static TrainerConfig from(ConfigReader reader) {
    return new TrainerConfig(
        reader.integer("batch_size", 2, 100_000),
        reader.integer("accumulate_steps", 1, 1, 10_000),
        reader.wholeNumber("max_steps", 1, Long.MAX_VALUE),
        reader.number("max_minutes", 0, 0, 1_000_000),
        reader.number("grad_clip_norm", 0, 0, 1e9));
  }
}
