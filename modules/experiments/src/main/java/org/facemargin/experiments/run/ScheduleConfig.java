package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.schedules.ScheduleFactory;

/**
 * The learning rate, step by step.
 *
 * @param plugIn the shape after warm-up, with every parameter
 * @param baseLr the rate after warm-up
 * @param warmupSteps steps over which it rises linearly
 * @param warmupStart fraction of the rate at step 0
 */
public record ScheduleConfig(
    PlugInConfig plugIn, double baseLr, long warmupSteps, double warmupStart) {

  static ScheduleConfig from(ConfigReader reader) {
    double base = reader.number("base_lr", 1e-12, 1000);
    long warmup = reader.wholeNumber("warmup_steps", 0, 0, Long.MAX_VALUE);
    double start = reader.number("warmup_start", 0, 0, 1);
    return new ScheduleConfig(
        PlugInConfig.read(ScheduleFactory.class, reader), base, warmup, start);
  }

  LearningRate create() {
    return new LearningRate(baseLr, plugIn.create(ScheduleFactory.class), warmupSteps, warmupStart);
  }
}
