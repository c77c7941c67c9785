package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * Multiplied by a factor at given steps: PyTorch's {@code MultiStepLR}, per step. ArcFace on
 * CASIA-WebFace divides by ten at 20,000 and 28,000 of 32,000 steps (arXiv:1801.07698, section
 * 4.1).
 */
@AutoService(ScheduleFactory.class)
public final class MultiStepSchedule implements ScheduleFactory {

  @Override
  public String name() {
    return "multi-step";
  }

  @Override
  public String description() {
    return "factor^(number of milestones reached)";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.numbers(
            "milestones_steps",
            0,
            Long.MAX_VALUE,
            "steps at which it is reduced, counted from the end of warm-up"),
        Parameter.number("factor", 0.1, 0, 1, "what each multiplies by, as PyTorch (gamma)"));
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    double[] milestones = settings.numbers("milestones_steps");
    double factor = settings.number("factor");
    return (step, steps) ->
        Math.pow(factor, Arrays.stream(milestones).filter(at -> step >= at).count());
  }
}
