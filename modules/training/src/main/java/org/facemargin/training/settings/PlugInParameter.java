package org.facemargin.training.settings;

/**
 * One parameter of an optimiser or a schedule, as a user names it. Values are numbers, or lists of
 * numbers separated by commas.
 *
 * @param name name in YAML: lower case, words joined by underscores, the unit in the name
 * @param defaultValue as a user would write it; empty where the user has to give one
 * @param description what it does, its unit, where the default is from
 */
public record PlugInParameter(String name, String defaultValue, String description) {

  /** Whether the user has to give it. */
  public boolean required() {
    return defaultValue.isEmpty();
  }
}
