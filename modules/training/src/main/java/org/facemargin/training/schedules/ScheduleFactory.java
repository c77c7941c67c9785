package org.facemargin.training.schedules;

import java.util.List;
import java.util.Map;
import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.training.settings.PlugInParameter;
import org.facemargin.training.settings.PlugInSettings;

/** A schedule by name. */
public interface ScheduleFactory extends Named {

  /** Its formula and source, in one line. */
  String description();

  /** What it takes. */
  List<PlugInParameter> parameters();

  /** Makes one from checked settings. */
  LearningRateSchedule create(PlugInSettings settings);

  /**
   * Makes the schedule {@code name}.
   *
   * @param given parameters as a user wrote them
   * @throws org.facemargin.core.ConfigurationException for an unknown name or a bad parameter
   */
  static LearningRateSchedule create(String name, Map<String, String> given) {
    ScheduleFactory factory = registry().get(name);
    return factory.create(
        PlugInSettings.of("schedule '" + name + "'", factory.parameters(), given));
  }

  /** Every schedule on the class path. */
  static NamedRegistry<ScheduleFactory> registry() {
    return NamedRegistry.load(ScheduleFactory.class, "schedule");
  }
}
