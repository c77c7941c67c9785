package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.training.settings.PlugInParameter;
import org.facemargin.training.settings.PlugInSettings;

/** Multiplied by a factor every so many steps: PyTorch's {@code StepLR}, per step. */
@AutoService(ScheduleFactory.class)
public final class StepSchedule implements ScheduleFactory {

  @Override
  public String name() {
    return "step";
  }

  @Override
  public String description() {
    return "factor^floor(step / every_steps)";
  }

  @Override
  public List<PlugInParameter> parameters() {
    return List.of(
        new PlugInParameter("every_steps", "", "steps between two reductions"),
        new PlugInParameter("factor", "0.1", "what each multiplies by, as PyTorch (gamma)"));
  }

  @Override
  public LearningRateSchedule create(PlugInSettings settings) {
    long every = (long) settings.number("every_steps", 1, Long.MAX_VALUE);
    double factor = settings.number("factor", 0, 1);
    return (step, steps) -> Math.pow(factor, (double) (step / every));
  }
}
