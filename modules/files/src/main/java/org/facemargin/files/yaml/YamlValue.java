package org.facemargin.files.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed YAML value that knows where it was written. Scalars stay text until a getter types them.
 */
sealed interface YamlValue {

  Place place();

  /** What a user calls this kind of value. */
  String kind();

  /**
   * A text, number, truth value or nothing.
   *
   * @param text as written, quotes removed
   * @param quoted whether it was written in quotes, so that it can only be a word
   */
  record Scalar(Place place, String text, boolean quoted) implements YamlValue {

    boolean isNothing() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String kind() {
      return isNothing() ? "nothing" : "'" + text + "'";
    }
  }

  /** A list. */
  record Sequence(Place place, List<YamlValue> items) implements YamlValue {

    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values, in the order of the file; keys unique. */
  record Mapping(Place place, Map<String, YamlValue> entries) implements YamlValue {

    @Override
    public String kind() {
      return "a mapping";
    }

    /**
     * This mapping with {@code other}'s entries over its own, mapping by mapping. A mapping that
     * says {@code name:} or {@code kind:} replaces the one below it whole: the keys of one loss
     * mean nothing to another.
     */
    Mapping overlaid(Mapping other) {
      if (other.entries.containsKey("name") || other.entries.containsKey("kind")) {
        return other;
      }
      Map<String, YamlValue> merged = new LinkedHashMap<>(entries);
      other.entries.forEach(
          (key, value) ->
              merged.merge(
                  key,
                  value,
                  (mine, theirs) ->
                      mine instanceof Mapping base && theirs instanceof Mapping above
                          ? base.overlaid(above)
                          : theirs));
      return new Mapping(other.place, merged);
    }

    /** This mapping with {@code value} at the end of the path {@code keys}. */
    Mapping with(List<String> keys, YamlValue value) {
      Map<String, YamlValue> changed = new LinkedHashMap<>(entries);
      String key = keys.get(0);
      if (keys.size() == 1) {
        changed.put(key, value);
      } else {
        Mapping below =
            entries.get(key) instanceof Mapping mapping
                ? mapping
                : new Mapping(value.place(), Map.of());
        changed.put(key, below.with(keys.subList(1, keys.size()), value));
      }
      return new Mapping(place, changed);
    }
  }
}
