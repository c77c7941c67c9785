package org.facemargin.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as maps, lists and texts, to be changed at a dotted path and written again. */
final class LooseYaml {

  private LooseYaml() {}

  /** Every scalar stays the text that it is. */
  private static final class Untyped extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // none: 1e-4 and true are texts
    }
  }

  static Map<String, Object> read(String text) {
    LoaderOptions options = new LoaderOptions();
    DumperOptions dumper = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options), new Representer(dumper), dumper, options, new Untyped());
    Map<String, Object> values = yaml.load(text);
    return values;
  }

  static String write(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey().toString()) + ": " + write(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(LooseYaml::write).collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(value.toString());
  }

  private static String scalar(String text) {
    return text.matches("[A-Za-z0-9._+/-]+")
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  static boolean has(Map<String, Object> values, String path) {
    return section(values, path).containsKey(last(path));
  }

  /** The mapping that the last word of the path is a key of; empty where there is none. */
  static Map<String, Object> section(Map<String, Object> values, String path) {
    Object at = values;
    List<String> words = words(path);
    for (String word : words.subList(0, words.size() - 1)) {
      at = below(at, word);
    }
    return at instanceof Map<?, ?> map ? typed(map) : Map.of();
  }

  private static Object below(Object at, String word) {
    if (at instanceof List<?> list && word.matches("\\d+")) {
      int index = Integer.parseInt(word);
      return index < list.size() ? list.get(index) : Map.of();
    }
    return at instanceof Map<?, ?> map ? typed(map).getOrDefault(word, Map.of()) : Map.of();
  }

  /** A copy with another value at the path; nothing where the path leads through a plain value. */
  static Optional<Map<String, Object>> with(Map<String, Object> values, String path, Object value) {
    return changed(values, words(path), value).map(LooseYaml::typed);
  }

  private static Optional<Object> changedBelow(Object at, List<String> words, Object value) {
    return words.isEmpty() ? Optional.of(value) : changed(at, words, value);
  }

  private static Optional<Object> changed(Object at, List<String> words, Object value) {
    String word = words.get(0);
    List<String> rest = words.subList(1, words.size());
    if (at instanceof List<?> list && word.matches("\\d+")) {
      int index = Integer.parseInt(word);
      List<Object> copy = new ArrayList<>(list);
      while (copy.size() <= index) {
        copy.add(Map.of());
      }
      return changedBelow(copy.get(index), rest, value)
          .map(
              item -> {
                copy.set(index, item);
                return copy;
              });
    }
    if (!(at instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    Map<String, Object> copy = new LinkedHashMap<>(typed(map));
    boolean list = !rest.isEmpty() && rest.get(0).matches("\\d+");
    Object old = copy.getOrDefault(word, list ? List.of() : Map.of());
    return changedBelow(old, rest, value)
        .map(
            item -> {
              copy.put(word, item);
              return copy;
            });
  }

  private static List<String> words(String path) {
    return List.of(path.replace("]", "").split("[.\\[]"));
  }

  private static String last(String path) {
    List<String> words = words(path);
    return words.get(words.size() - 1);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> typed(Object map) {
    return (Map<String, Object>) map;
  }
}
