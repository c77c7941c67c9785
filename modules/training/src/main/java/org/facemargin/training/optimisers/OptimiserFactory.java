package org.facemargin.training.optimisers;

import java.util.List;
import java.util.Map;
import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.training.settings.PlugInParameter;
import org.facemargin.training.settings.PlugInSettings;

/** An optimiser by name. */
public interface OptimiserFactory extends Named {

  /** Its definition and source, in one line. */
  String description();

  /** What it takes. */
  List<PlugInParameter> parameters();

  /** Makes one from checked settings. */
  Optimiser create(PlugInSettings settings);

  /**
   * Makes the optimiser {@code name}.
   *
   * @param given parameters as a user wrote them
   * @throws org.facemargin.core.ConfigurationException for an unknown name or a bad parameter
   */
  static Optimiser create(String name, Map<String, String> given) {
    OptimiserFactory factory = registry().get(name);
    return factory.create(
        PlugInSettings.of("optimiser '" + name + "'", factory.parameters(), given));
  }

  /** Every optimiser on the class path. */
  static NamedRegistry<OptimiserFactory> registry() {
    return NamedRegistry.load(OptimiserFactory.class, "optimiser");
  }
}
