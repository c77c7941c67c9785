package org.facemargin.backbones.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.facemargin.core.DataException;

/**
 * The arrays below one prefix of a file, by the rest of their names.
 *
 * @param file what messages call the file
 * @param arrays in the file's order
 */
record ArrayGroup(String file, Map<String, NamedArray> arrays) {

  private static final int NAMED = 20;

  /** The arrays of a table whose names begin with {@code prefix}. */
  static ArrayGroup below(String prefix, WeightTable table) {
    Map<String, NamedArray> arrays = new LinkedHashMap<>();
    table
        .arrays()
        .forEach(
            (name, array) -> {
              if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), array);
              }
            });
    return new ArrayGroup(table.file(), arrays);
  }

  boolean has(String name) {
    return arrays.containsKey(name);
  }

  /**
   * An extent of an array.
   *
   * @throws DataException if there is none
   */
  int extent(String name, int axis) {
    NamedArray array = arrays.get(name);
    if (array == null) {
      throw DataException.of("%s lacks the array '%s'.", file, name);
    }
    if (array.shape().size() <= axis) {
      throw DataException.of(
          "%s: array '%s' has shape %s, expected at least %s extents.",
          file, name, array.shape(), axis + 1);
    }
    return Math.toIntExact(array.shape().get(axis));
  }

  /** How many arrays there are named {@code before} + 0, 1, 2, … + {@code after}. */
  int count(String before, String after) {
    int count = 0;
    while (has(before + count + after)) {
      count++;
    }
    return count;
  }

  /** What is a count of batches rather than a value of the network. */
  static boolean counts(String name) {
    return name.endsWith("num_batches_tracked");
  }

  /** Names that were not used, counters aside. */
  Set<String> besides(Set<String> used) {
    return arrays.keySet().stream()
        .filter(name -> !used.contains(name) && !counts(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Some names, the first of many. */
  static String listed(Set<String> names) {
    List<String> first = new ArrayList<>(names).subList(0, Math.min(NAMED, names.size()));
    String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    return names.size() + ": " + String.join(", ", first) + more;
  }
}
