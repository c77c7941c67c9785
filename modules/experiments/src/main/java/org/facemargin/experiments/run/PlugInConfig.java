package org.facemargin.experiments.run;

import java.util.Map;
import java.util.TreeMap;
import org.facemargin.core.ConfigurationException;
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

  /** Checks what a user gave and adds the defaults. */
  @FunctionalInterface
  interface Check {
    Map<String, String> resolve(Map<String, String> given);
  }

  /** Reads every key of the section that nobody has asked for as the plug-in's parameters. */
  static PlugInConfig read(String name, ConfigReader section, Check check) {
    try {
      Map<String, String> all = check.resolve(section.remainingTexts());
      new TreeMap<>(all).forEach(section::resolvedAs);
      return new PlugInConfig(name, all);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(section.where("name") + ": " + e.getMessage(), e);
    }
  }
}
