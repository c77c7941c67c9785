package org.facemargin.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One parameter of a plug-in, as a user names it.
 *
 * @param name name in YAML and in {@code --set name=value}: lower case, words joined by
 *     underscores, the unit in the name
 * @param defaultValue as a user would write it; empty where the user has to give one
 * @param values what a value may be
 * @param description what it does, its unit, where the default is from
 */
public record Parameter(String name, String defaultValue, Values values, String description) {

  /** What a value may be. Values are texts, as a user wrote them. */
  public sealed interface Values {

    /** Whether {@code text} is one of them. */
    boolean accepts(String text);

    /** In words that follow "expected". */
    String expected();
  }

  /**
   * One finite number.
   *
   * @param low the smallest accepted
   * @param high the largest accepted
   * @param whole whether it must be a whole one
   */
  public record Number(double low, double high, boolean whole) implements Values {

    @Override
    public boolean accepts(String text) {
      try {
        double value = Decimals.parse(text);
        return value >= low
            && value <= high
            && !Double.isInfinite(value)
            && (!whole || value == Math.rint(value));
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String expected() {
      return whole
          ? String.format(Locale.ROOT, "a whole number in [%.0f, %.0f]", low, high)
          : "a number in [" + low + ", " + high + "]";
    }
  }

  /**
   * Numbers separated by commas, at least one.
   *
   * @param each what each of them may be
   */
  public record Numbers(Number each) implements Values {

    @Override
    public boolean accepts(String text) {
      return Arrays.stream(text.split(",", -1)).map(String::strip).allMatch(each::accepts);
    }

    @Override
    public String expected() {
      return "numbers separated by commas, each " + each.expected();
    }
  }

  /**
   * A word.
   *
   * @param choices the known ones
   */
  public record Word(List<String> choices) implements Values {

    public Word {
      choices = List.copyOf(choices);
    }

    @Override
    public boolean accepts(String text) {
      return choices.contains(text);
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", choices);
    }
  }

  /** A number in {@code [low, high]}. */
  public static Parameter number(
      String name, double defaultValue, double low, double high, String description) {
    return number(name, Double.toString(defaultValue), low, high, description);
  }

  /** A number in {@code [low, high]}, its default as a user would write it: "5e-4". */
  public static Parameter number(
      String name, String defaultValue, double low, double high, String description) {
    return new Parameter(name, defaultValue, new Number(low, high, false), description);
  }

  /** Numbers in {@code [low, high]}, separated by commas, which the user has to give. */
  public static Parameter numbers(String name, double low, double high, String description) {
    return new Parameter(name, "", new Numbers(new Number(low, high, false)), description);
  }

  /** A whole number in {@code [low, high]}. */
  public static Parameter wholeNumber(
      String name, long defaultValue, long low, long high, String description) {
    return new Parameter(
        name, Long.toString(defaultValue), new Number(low, high, true), description);
  }

  /** {@code true} or {@code false}. */
  public static Parameter flag(String name, boolean defaultValue, String description) {
    return word(name, Boolean.toString(defaultValue), List.of("true", "false"), description);
  }

  /** One of {@code choices}. */
  public static Parameter word(
      String name, String defaultValue, List<String> choices, String description) {
    return new Parameter(name, defaultValue, new Word(choices), description);
  }

  /** A constant of an enum, in lower case with hyphens. */
  public static <E extends Enum<E>> Parameter choice(
      String name, E defaultValue, String description) {
    List<String> words =
        Stream.of(defaultValue.getDeclaringClass().getEnumConstants())
            .map(Parameter::word)
            .toList();
    return word(name, word(defaultValue), words, description);
  }

  /** Whether the user has to give it. */
  public boolean required() {
    return defaultValue.isEmpty();
  }

  /** Whether a value is one number. */
  public boolean isNumber() {
    return values instanceof Number;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
