package org.facemargin.margins;

import java.util.List;

/**
 * One parameter of a loss.
 *
 * @param name name in YAML and in {@code --set name=value}
 * @param defaultValue published default, as a user would write it
 * @param choices accepted words for a parameter that is a word, empty for a number
 * @param low smallest accepted number
 * @param high largest accepted number
 * @param description what it does, its unit, where the default is from
 */
public record LossParameter(
    String name,
    String defaultValue,
    List<String> choices,
    double low,
    double high,
    String description) {

  public LossParameter {
    choices = List.copyOf(choices);
  }

  /** A parameter that is a number in {@code [low, high]}. */
  public static LossParameter number(
      String name, double defaultValue, double low, double high, String description) {
    return new LossParameter(
        name, Double.toString(defaultValue), List.of(), low, high, description);
  }

  /** A parameter that is one of {@code choices}. */
  public static LossParameter word(
      String name, String defaultValue, List<String> choices, String description) {
    return new LossParameter(name, defaultValue, choices, Double.NaN, Double.NaN, description);
  }
}
