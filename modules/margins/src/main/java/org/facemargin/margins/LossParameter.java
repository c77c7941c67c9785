package org.facemargin.margins;

import java.util.List;

/**
 * One parameter of a loss or of a regulariser.
 *
 * @param name name in YAML and in {@code --set name=value}
 * @param defaultValue published default, as a user would write it
 * @param choices accepted words for a parameter that is a word, empty for a number
 * @param low smallest accepted number
 * @param high largest accepted number
 * @param whole whether a number must be a whole one
 * @param description what it does, its unit, where the default is from
 */
public record LossParameter(
    String name,
    String defaultValue,
    List<String> choices,
    double low,
    double high,
    boolean whole,
    String description) {

  public LossParameter {
    choices = List.copyOf(choices);
  }

  /** A parameter that is a number in {@code [low, high]}. */
  public static LossParameter number(
      String name, double defaultValue, double low, double high, String description) {
    return new LossParameter(
        name, Double.toString(defaultValue), List.of(), low, high, false, description);
  }

  /** A parameter that is a whole number in {@code [low, high]}. */
  public static LossParameter wholeNumber(
      String name, long defaultValue, long low, long high, String description) {
    return new LossParameter(
        name, Long.toString(defaultValue), List.of(), low, high, true, description);
  }

  /** A parameter that is {@code true} or {@code false}. */
  public static LossParameter flag(String name, boolean defaultValue, String description) {
    return word(name, Boolean.toString(defaultValue), List.of("true", "false"), description);
  }

  /** A parameter that is one of {@code choices}. */
  public static LossParameter word(
      String name, String defaultValue, List<String> choices, String description) {
    return new LossParameter(
        name, defaultValue, choices, Double.NaN, Double.NaN, false, description);
  }
}
