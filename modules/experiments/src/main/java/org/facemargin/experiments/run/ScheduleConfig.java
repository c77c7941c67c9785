package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.experiments.config.ConfigReader;

/**
 * The learning rate, step by step.
 *
 * @param baseLr the rate after warm-up
 * @param warmupSteps steps over which it rises linearly from 0
 * @param shape how it goes on
 */
public record ScheduleConfig(double baseLr, long warmupSteps, Shape shape) {

  /** How the rate goes on after warm-up. */
  public sealed interface Shape {

    /** It stays. */
    record Constant() implements Shape {}

    /**
     * Multiplied by {@code factor} at each milestone.
     *
     * @param milestonesSteps steps, rising
     * @param factor between 0 and 1
     */
    record MultiStep(List<Long> milestonesSteps, double factor) implements Shape {}

    /**
     * base · (1 - t)^power, t the share of the steps done.
     *
     * @param power exponent
     */
    record Polynomial(double power) implements Shape {}

    /**
     * Half a cosine from base to {@code finalLr}.
     *
     * @param finalLr the last rate
     */
    record Cosine(double finalLr) implements Shape {}
  }

  static ScheduleConfig from(ConfigReader reader) {
    String name = reader.oneOf("name", List.of("constant", "multi-step", "polynomial", "cosine"));
    double base = reader.number("base_lr", 1e-12, 1000);
    long warmup = reader.wholeNumber("warmup_steps", 0, 0, Long.MAX_VALUE);
    return new ScheduleConfig(base, warmup, shape(name, reader));
  }

  private static Shape shape(String name, ConfigReader reader) {
    return switch (name) {
      case "constant" -> new Shape.Constant();
      case "multi-step" -> {
        List<Long> milestones = reader.wholeNumbers("milestones_steps", 1, Long.MAX_VALUE);
        if (!milestones.equals(milestones.stream().sorted().distinct().toList())) {
          throw reader.error("milestones_steps", "must rise, is " + milestones);
        }
        yield new Shape.MultiStep(milestones, reader.number("factor", 0.1, 1e-6, 1));
      }
      case "polynomial" -> new Shape.Polynomial(reader.number("power", 1, 0.01, 10));
      default -> new Shape.Cosine(reader.number("final_lr", 0, 0, 1000));
    };
  }
}
