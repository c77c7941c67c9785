package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * To zero as a power of the share of steps left: arcface_torch's {@code PolynomialLRWarmup} (power
 * 2).
 */
@AutoService(ScheduleFactory.class)
public final class PolynomialSchedule implements ScheduleFactory {

  @Override
  public String name() {
    return "polynomial";
  }

  @Override
  public String description() {
    return "(1 - step / steps)^power";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.number("power", "2", 0, 100, "exponent; arcface_torch uses 2"));
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    double power = settings.number("power");
    return (step, steps) -> Math.pow(Math.max(0, 1 - (double) step / steps), power);
  }
}
