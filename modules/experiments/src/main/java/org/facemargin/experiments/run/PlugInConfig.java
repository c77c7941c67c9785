package org.facemargin.experiments.run;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameterised;
import org.facemargin.core.PlugInFactory;
import org.facemargin.core.Settings;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A plug-in by name, with every parameter.
 *
 * @param name registry name
 * @param parameters every parameter it declares, defaults included
 */
public record PlugInConfig(String name, Map<String, String> parameters) {

  public PlugInConfig {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads the plug-in that {@code name:} names; every key of the section that nobody has asked for
   * is one of its parameters.
   */
  static <P> PlugInConfig read(Class<? extends PlugInFactory<P>> type, ConfigReader section) {
    PlugInFactory<P> factory = named("name", type, section);
    Settings settings = section.settings(factory);
    factory.create(settings);
    section.resolvedAs(settings.resolved());
    return new PlugInConfig(factory.name(), settings.resolved());
  }

  /** The plug-in that {@code key} names. */
  static <T extends Parameterised> T named(String key, Class<T> type, ConfigReader section) {
    NamedRegistry<T> registry = NamedRegistry.of(type);
    return registry.get(section.oneOf(key, registry.names()));
  }

  /** Makes it. */
  <P> P create(Class<? extends PlugInFactory<P>> type) {
    return NamedRegistry.of(type).get(name).create(parameters);
  }
}
