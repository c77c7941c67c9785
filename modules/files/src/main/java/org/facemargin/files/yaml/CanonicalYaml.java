package org.facemargin.files.yaml;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes maps, lists and scalars as YAML with sorted keys. */
final class CanonicalYaml {

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9./_@${}+-][A-Za-z0-9./_@${}=+ -]*");

  private final StringBuilder out = new StringBuilder();

  private CanonicalYaml() {}

  static String of(Map<String, Object> values) {
    CanonicalYaml writer = new CanonicalYaml();
    writer.mapping(values, "");
    return writer.out.toString();
  }

  private void mapping(Map<?, ?> values, String indent) {
    Map<String, Object> sorted = new TreeMap<>();
    values.forEach((key, value) -> sorted.put((String) key, value));
    sorted.forEach((key, value) -> entry(indent + scalar(key) + ":", value, indent));
  }

  private void entry(String head, Object value, String indent) {
    out.append(head);
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      out.append('\n');
      mapping(map, indent + "  ");
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      out.append('\n');
      list.forEach(item -> item(item, indent + "  "));
    } else {
      out.append(' ').append(inline(value)).append('\n');
    }
  }

  private void item(Object value, String indent) {
    if (!(value instanceof Map<?, ?> map)) {
      out.append(indent).append("- ").append(inline(value)).append('\n');
      return;
    }
    int start = out.length();
    mapping(map, indent + "  ");
    out.replace(start, start + indent.length() + 2, indent + "- ");
  }

  private static String inline(Object value) {
    if (value instanceof Map<?, ?>) {
      return "{}";
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(CanonicalYaml::inline).toList()) + "]";
    }
    return value instanceof String text ? scalar(text) : value.toString();
  }

  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !text.endsWith(" ") && !readsAsOtherType(text)) {
      return text;
    }
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + "\"";
  }

  private static boolean readsAsOtherType(String text) {
    return text.equals("null") || text.startsWith("{") || text.startsWith("- ") || text.equals("-");
  }
}
