package org.facemargin.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;

/**
 * What a worker does: a kind of work and its parameters, as words that travel on a command line.
 *
 * @param work "head", "train", "embed"
 * @param side "facemargin", or one of {@link Workloads}' others
 * @param threads threads it may use
 * @param parameters the rest, by name
 */
public record WorkSpec(String work, String side, int threads, Map<String, String> parameters) {

  public WorkSpec {
    parameters = Map.copyOf(parameters);
  }

  /** The parameter {@code name}. */
  public String word(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new ConfigurationException("The workload '" + work + "' needs '" + name + "'.");
    }
    return value;
  }

  /** Whether there is such a parameter. */
  boolean has(String name) {
    return parameters.containsKey(name);
  }

  /** Device and precision; the processor in float32 where nothing is said. */
  Placement placement() {
    return new Placement(
        parameters.getOrDefault("device", Placement.CPU),
        Placement.Precision.valueOf(
            parameters.getOrDefault("precision", "fp32").toUpperCase(Locale.ROOT)),
        false);
  }

  /** The parameter {@code name}, a whole number. */
  public int number(String name) {
    return Integer.parseInt(word(name));
  }

  /** The parameter {@code name}, any number. */
  public double real(String name) {
    return Double.parseDouble(word(name));
  }

  /** As arguments of {@link BenchWorker}. */
  String[] arguments() {
    String[] arguments = new String[3 + parameters.size()];
    arguments[0] = work;
    arguments[1] = side;
    arguments[2] = Integer.toString(threads);
    int next = 3;
    for (Map.Entry<String, String> entry : new TreeMap<>(parameters).entrySet()) {
      arguments[next++] = entry.getKey() + "=" + entry.getValue();
    }
    return arguments;
  }

  /** From arguments of {@link BenchWorker}. */
  static WorkSpec of(String[] arguments) {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 3; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      parameters.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    return new WorkSpec(arguments[0], arguments[1], Integer.parseInt(arguments[2]), parameters);
  }
}
