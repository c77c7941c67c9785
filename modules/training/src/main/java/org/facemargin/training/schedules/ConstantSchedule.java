package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/** The base rate throughout. */
@AutoService(ScheduleFactory.class)
public final class ConstantSchedule implements ScheduleFactory {

  @Override
  public String name() {
    return "constant";
  }

  @Override
  public String description() {
    return "factor 1";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    return (step, steps) -> 1;
  }
}
