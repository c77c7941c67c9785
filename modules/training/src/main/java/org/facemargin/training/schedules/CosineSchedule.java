package org.facemargin.training.schedules;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * Half a cosine wave from 1 to the final fraction: I. Loshchilov, F. Hutter: SGDR, ICLR 2017,
 * arXiv:1608.03983, equation 5, without restarts.
 */
@AutoService(ScheduleFactory.class)
public final class CosineSchedule implements ScheduleFactory {

  @Override
  public String name() {
    return "cosine";
  }

  @Override
  public String description() {
    return "final + (1 - final) (1 + cos(pi step / steps)) / 2";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.number("final_fraction", "0", 0, 1, "factor at the end of the run"));
  }

  @Override
  public LearningRateSchedule create(Settings settings) {
    double end = settings.number("final_fraction");
    return (step, steps) -> {
      double share = Math.min(1, (double) step / steps);
      return end + (1 - end) * (1 + Math.cos(Math.PI * share)) / 2;
    };
  }
}
