package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.training.settings.PlugInParameter;
import org.facemargin.training.settings.PlugInSettings;

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
  public List<PlugInParameter> parameters() {
    return List.of(new PlugInParameter("power", "2", "exponent; arcface_torch uses 2"));
  }

  @Override
  public LearningRateSchedule create(PlugInSettings settings) {
    double power = settings.number("power", 0, 100);
    return (step, steps) -> Math.pow(Math.max(0, 1 - (double) step / steps), power);
  }
}
