package org.facemargin.training.schedules;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.PlugInFactory;
import org.facemargin.core.PlugInKind;

/** A schedule by name. Registered with {@code @AutoService(ScheduleFactory.class)}. */
@PlugInKind("schedule")
public interface ScheduleFactory extends PlugInFactory<LearningRateSchedule> {

  /** Its formula and source, in one line. */
  String description();

  /**
   * Makes the schedule {@code name}.
   *
   * @param given parameters as a user wrote them
   * @throws org.facemargin.core.ConfigurationException for an unknown name or a bad parameter
   */
  static LearningRateSchedule create(String name, Map<String, String> given) {
    return NamedRegistry.of(ScheduleFactory.class).get(name).create(given);
  }
}
