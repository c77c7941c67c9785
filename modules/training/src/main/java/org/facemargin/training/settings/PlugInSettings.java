package org.facemargin.training.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.UnknownNames;

/** What a user gave for a plug-in's parameters, checked against their declaration. */
public final class PlugInSettings {

  private final String owner;
  private final Map<String, String> values = new TreeMap<>();

  private PlugInSettings(String owner) {
    this.owner = owner;
  }

  /**
   * @param owner what the parameters are of, for messages: {@code "schedule 'step'"}
   * @param parameters the declaration
   * @param given values by name, as a user wrote them
   * @throws ConfigurationException for an unknown or missing name, or a value that is not a number
   *     or a list of numbers
   */
  public static PlugInSettings of(
      String owner, List<PlugInParameter> parameters, Map<String, String> given) {
    Set<String> names = parameters.stream().map(PlugInParameter::name).collect(Collectors.toSet());
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new ConfigurationException(
            UnknownNames.message("parameter of " + owner, name, names));
      }
    }
    PlugInSettings settings = new PlugInSettings(owner);
    for (PlugInParameter parameter : parameters) {
      String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
      if (value.isEmpty()) {
        throw new ConfigurationException(
            "Parameter '" + parameter.name() + "' of " + owner + " is missing.");
      }
      settings.values.put(parameter.name(), value);
      settings.numbers(parameter.name());
    }
    return settings;
  }

  /** The number {@code name}. */
  public double number(String name) {
    double[] all = numbers(name);
    if (all.length != 1) {
      throw new ConfigurationException(
          where(name) + " is '" + values.get(name) + "', expected one number.");
    }
    return all[0];
  }

  /**
   * The number {@code name}, held against an interval.
   *
   * @throws ConfigurationException if it lies outside [low, high]
   */
  public double number(String name, double low, double high) {
    double value = number(name);
    if (!(value >= low && value <= high)) {
      throw new ConfigurationException(
          where(name) + " is " + value + ", expected a number in [" + low + ", " + high + "].");
    }
    return value;
  }

  /** The list {@code name}. */
  public double[] numbers(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No parameter '" + name + "' of " + owner + ".");
    }
    try {
      return Arrays.stream(value.split(",")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          where(name) + " is '" + value + "', expected numbers separated by commas.", e);
    }
  }

  /** Every value by name, defaults included. */
  public Map<String, String> resolved() {
    return Map.copyOf(values);
  }

  private String where(String name) {
    return "Parameter '" + name + "' of " + owner;
  }
}
