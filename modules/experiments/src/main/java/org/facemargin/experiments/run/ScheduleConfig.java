package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.schedules.ScheduleFactory;
import org.facemargin.training.settings.PlugInSettings;

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
    String name = reader.oneOf("name", ScheduleFactory.registry().names());
    double base = reader.number("base_lr", 1e-12, 1000);
    long warmup = reader.wholeNumber("warmup_steps", 0, 0, Long.MAX_VALUE);
    double start = reader.number("warmup_start", 0, 0, 1);
    ScheduleFactory factory = ScheduleFactory.registry().get(name);
    return new ScheduleConfig(
        PlugInConfig.read(
            name,
            reader,
            given -> {
              PlugInSettings settings =
                  PlugInSettings.of("schedule '" + name + "'", factory.parameters(), given);
              factory.create(settings);
              return settings.resolved();
            }),
        base,
        warmup,
        start);
  }

  LearningRate create() {
    return new LearningRate(
        baseLr,
        ScheduleFactory.create(plugIn.name(), plugIn.parameters()),
        warmupSteps,
        warmupStart);
  }
}
