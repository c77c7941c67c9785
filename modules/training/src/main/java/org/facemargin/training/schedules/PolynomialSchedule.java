package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * To zero as a power of the share of steps left: arcface_torch's {@code PolynomialLRWarmup}, which
 * {@code train_v2.py} uses with power 1; its older {@code PolyScheduler} has power 2.
 *
 * <p>One difference remains: with warm-up arcface_torch takes its very first step at the full rate,
 * since PyTorch's schedulers set the rate after the step; here the first step is the warm-up's
 * first.
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
    return List.of(
        Parameter.number("power", "1", 0, 100, "exponent; arcface_torch's train_v2 uses 1"));
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    double power = settings.number("power");
    return (step, steps) -> Math.pow(Math.max(0, 1 - (double) step / steps), power);
  }
}
