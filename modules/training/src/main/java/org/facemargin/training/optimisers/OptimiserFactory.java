package org.facemargin.training.optimisers;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.PlugInFactory;
import org.facemargin.core.PlugInKind;

/** An optimiser by name. Registered with {@code @AutoService(OptimiserFactory.class)}. */
@PlugInKind("optimiser")
public interface OptimiserFactory extends PlugInFactory<Optimiser> {

  /** Its definition and source, in one line. */
  String description();

  /**
   * Makes the optimiser {@code name}.
   *
   * @param given parameters as a user wrote them
   * @throws org.facemargin.core.ConfigurationException for an unknown name or a bad parameter
   */
  static Optimiser create(String name, Map<String, String> given) {
    return NamedRegistry.of(OptimiserFactory.class).get(name).create(given);
  }
}
