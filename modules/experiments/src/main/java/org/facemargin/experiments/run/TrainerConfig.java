package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;

/**
 * How long and how a run trains.
 *
 * @param batchSize pictures a batch
 * @param accumulateSteps batches a step; the gradient is their mean
 * @param maxSteps steps at most
 * @param maxMinutes minutes of training at most, 0 for no limit; schedules stay those of maxSteps
 * @param gradClipNorm largest norm of the backbone's gradient, 0 for no limit
 * @param averageDecay decay of the moving average of weights, 0 for none
 */
public record TrainerConfig(
    int batchSize,
    int accumulateSteps,
    long maxSteps,
    double maxMinutes,
    double gradClipNorm,
    double averageDecay) {

  static TrainerConfig from(ConfigReader reader) {
    return new TrainerConfig(
        reader.integer("batch_size", 2, 100_000),
        reader.integer("accumulate_steps", 1, 1, 10_000),
        reader.wholeNumber("max_steps", 1, Long.MAX_VALUE),
        reader.number("max_minutes", 0, 0, 1_000_000),
        reader.number("grad_clip_norm", 5, 0, 1e9),
        reader.number("average_decay", 0, 0, 0.999999));
  }

  double clipNorm() {
    return gradClipNorm == 0 ? Double.POSITIVE_INFINITY : gradClipNorm;
  }
}
