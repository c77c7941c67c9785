package org.facemargin.margins;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.UnknownNames;

/**
 * The values a user gave for the parameters of a loss or a regulariser, checked against their
 * declarations; the rest are the defaults.
 */
public final class LossSettings {

  private final Map<String, String> values = new TreeMap<>();

  private LossSettings() {}

  /**
   * @param owner what the settings are for
   * @param given values by parameter name, as a user wrote them
   * @throws ConfigurationException for an unknown name, a value that is not a number or a known
   *     word, or one out of range
   */
  public static LossSettings of(Parameterised owner, Map<String, String> given) {
    LossSettings settings = new LossSettings();
    List<LossParameter> parameters = owner.parameters();
    Set<String> names = parameters.stream().map(LossParameter::name).collect(Collectors.toSet());
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new ConfigurationException(
            UnknownNames.message(
                "parameter of " + owner.kind() + " '" + owner.name() + "'", name, names));
      }
    }
    for (LossParameter parameter : parameters) {
      String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
      check(owner, parameter, value);
      settings.values.put(parameter.name(), value);
    }
    return settings;
  }

  private static void check(Parameterised owner, LossParameter parameter, String value) {
    String where =
        "Parameter '" + parameter.name() + "' of " + owner.kind() + " '" + owner.name() + "'";
    if (!parameter.choices().isEmpty()) {
      if (!parameter.choices().contains(value)) {
        throw new ConfigurationException(
            where
                + " is '"
                + value
                + "', expected one of "
                + String.join(", ", parameter.choices())
                + ".");
      }
      return;
    }
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(where + " is '" + value + "', expected a number.", e);
    }
    if (parameter.whole() && number != Math.rint(number)) {
      throw new ConfigurationException(where + " is " + value + ", expected a whole number.");
    }
    if (!(number >= parameter.low() && number <= parameter.high())) {
      throw new ConfigurationException(
          where
              + " is "
              + value
              + ", expected a number in ["
              + parameter.low()
              + ", "
              + parameter.high()
              + "].");
    }
  }

  /** The number {@code name}. */
  public double number(String name) {
    return Double.parseDouble(word(name));
  }

  /** The whole number {@code name}. */
  public int wholeNumber(String name) {
    return (int) number(name);
  }

  /** The word {@code name}. */
  public String word(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("Nothing declares a parameter '" + name + "'.");
    }
    return value;
  }

  /** Whether the word {@code name} is "true". */
  public boolean flag(String name) {
    return Boolean.parseBoolean(word(name));
  }

  /** Every value by name, defaults included: what goes into a run record. */
  public Map<String, String> resolved() {
    return Map.copyOf(values);
  }
}
