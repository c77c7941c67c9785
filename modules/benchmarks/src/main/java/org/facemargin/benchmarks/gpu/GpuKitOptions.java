package org.facemargin.benchmarks.gpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --name value} pairs of {@link GpuKit}, which does without a command-line library to stay
 * small.
 */
final class GpuKitOptions {

  private static final Set<String> KNOWN =
      Set.of("loss", "classes", "batch", "dim", "precision", "rounds");

  private final Map<String, String> values = new HashMap<>();

  GpuKitOptions(List<String> arguments) {
    if (arguments.size() % 2 != 0) {
      throw new IllegalArgumentException("Options come as --name value.");
    }
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!name.startsWith("--") || !KNOWN.contains(name.substring(2))) {
        throw new IllegalArgumentException("Unknown option '" + name + "'. Known: " + KNOWN);
      }
      values.put(name.substring(2), arguments.get(i + 1));
    }
  }

  String word(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    String text = word(name, Integer.toString(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--" + name + " is '" + text + "', expected a whole number.", e);
    }
  }
}
