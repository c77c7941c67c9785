package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.facemargin.training.settings.PlugInParameter;
import org.facemargin.training.settings.PlugInSettings;

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
  public List<PlugInParameter> parameters() {
    return List.of(
        new PlugInParameter(
            "milestones_steps",
            "",
            "steps at which it is reduced, counted from the end of warm-up"),
        new PlugInParameter("factor", "0.1", "what each multiplies by, as PyTorch (gamma)"));
  }

  @Override
  public LearningRateSchedule create(PlugInSettings settings) {
    double[] milestones = settings.numbers("milestones_steps");
    double factor = settings.number("factor", 0, 1);
    return (step, steps) ->
        Math.pow(factor, Arrays.stream(milestones).filter(at -> step >= at).count());
  }
}
