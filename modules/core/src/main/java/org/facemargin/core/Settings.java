package org.facemargin.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The values a user gave for the parameters of a plug-in, checked against their declarations; the
 * rest are the defaults.
 */
public final class Settings {

  /** Where settings were written, for errors. */
  public interface Places {

    /** Settings that come from no file. */
    Places NONE =
        new Places() {
          @Override
          public String of(String parameter) {
            return "";
          }

          @Override
          public List<String> others() {
            return List.of();
          }
        };

    /** What an error about this parameter begins with: {@code "run.yaml:7: loss.m: "}. */
    String of(String parameter);

    /** Names that stand among the parameters and belong to somebody else. */
    List<String> others();
  }

  private final Parameterised owner;
  private final Places places;
  private final Map<String, String> values = new TreeMap<>();

  private Settings(Parameterised owner, Places places) {
    this.owner = owner;
    this.places = places;
  }

  /** As {@link #of(Parameterised, Map, Places)}, for values that stand in no file. */
  public static Settings of(Parameterised owner, Map<String, String> given) {
    return of(owner, given, Places.NONE);
  }

  /**
   * @param owner what the settings are for
   * @param given values by parameter name, as a user wrote them
   * @throws ConfigurationException for an unknown or a missing name, a value of another kind, or
   *     one out of range
   */
  public static Settings of(Parameterised owner, Map<String, String> given, Places places) {
    Settings settings = new Settings(owner, places);
    List<String> known = new ArrayList<>(places.others());
    owner.parameters().forEach(parameter -> known.add(parameter.name()));
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new ConfigurationException(
            places.of(name)
                + UnknownNames.message(
                    "parameter of " + settings.ownerInWords() + ":", name, known));
      }
    }
    for (Parameter parameter : owner.parameters()) {
      String name = parameter.name();
      String value = given.getOrDefault(name, parameter.defaultValue());
      if (value.isEmpty()) {
        throw settings.error(name, "is missing, expected " + parameter.values().expected());
      }
      if (!parameter.values().accepts(value)) {
        throw settings.error(name, "is '" + value + "', expected " + parameter.values().expected());
      }
      settings.values.put(name, value);
    }
    return settings;
  }

  private String ownerInWords() {
    return NamedRegistry.kindOf(owner.getClass()) + " '" + owner.name() + "'";
  }

  /**
   * An error about one parameter, to be thrown, at the place where it was written.
   *
   * @param problem what follows its name: "is 3, but …"
   */
  public ConfigurationException error(String name, String problem) {
    return ConfigurationException.of(
        "%sParameter '%s' of %s %s.", places.of(name), name, ownerInWords(), problem);
  }

  /** The number {@code name}. */
  public double number(String name) {
    return Decimals.parse(word(name));
  }

  /** The whole number {@code name}. */
  public int wholeNumber(String name) {
    return (int) number(name);
  }

  /** The numbers {@code name}. */
  public double[] numbers(String name) {
    return Arrays.stream(word(name).split(","))
        .map(String::strip)
        .mapToDouble(Decimals::parse)
        .toArray();
  }

  /** The word {@code name}. */
  public String word(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "No parameter '" + name + "' of " + ownerInWords() + " is declared.");
    }
    return value;
  }

  /** The constant whose word is {@code name}'s value. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    String word = word(name);
    return Stream.of(type.getEnumConstants())
        .filter(constant -> Parameter.word(constant).equals(word))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the word {@code name} is "true". */
  public boolean flag(String name) {
    return Boolean.parseBoolean(word(name));
  }

  /** Every value by name, defaults included, as it was written. */
  public Map<String, String> resolved() {
    return Map.copyOf(values);
  }

  /** As {@link #resolved}, with numbers written as Java writes them: 1e-1 and .1 are both 0.1. */
  public Map<String, String> canonical() {
    Map<String, String> canonical = new TreeMap<>(values);
    for (Parameter parameter : owner.parameters()) {
      if (parameter.values() instanceof Parameter.Number kind) {
        canonical.computeIfPresent(
            parameter.name(), (name, text) -> canonical(kind, Decimals.parse(text)));
      }
    }
    return canonical;
  }

  private static String canonical(Parameter.Number kind, double value) {
    return kind.whole() ? Long.toString((long) value) : Double.toString(value);
  }
}
