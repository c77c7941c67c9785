package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

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
  public List<Parameter> parameters() {
    return List.of(
        Parameter.number("every_steps", "", 1, Long.MAX_VALUE, "steps between two reductions"),
        Parameter.number("factor", 0.1, 0, 1, "what each multiplies by, as PyTorch (gamma)"));
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    long every = (long) settings.number("every_steps");
    double factor = settings.number("factor");
    return (step, steps) -> Math.pow(factor, (double) (step / every));
  }
}
