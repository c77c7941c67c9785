package org.facemargin.experiments.imports;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.files.TextLines;

/**
 * The literals that a Python configuration assigns: {@code config.name = number | True | False |
 * None | 'text' | (…) | […]}. Nothing is run; imports, comments and {@code config = edict()} are
 * passed over, any other line is an error.
 */
final class PythonAssignments {

  private static final Pattern ASSIGNMENT = Pattern.compile("config\\.(\\w+)\\s*=\\s*(.+)");
  private static final Pattern PASSED_OVER =
      Pattern.compile("(from|import)\\s.*|config\\s*=\\s*edict\\(\\)|#.*");
  private static final Pattern TEXT = Pattern.compile("'([^'\\\\]*)'|\"([^\"\\\\]*)\"");
  private static final Pattern PRODUCT = Pattern.compile("\\s*(\\S+?)\\s*\\*\\s*(\\S+)\\s*");

  /**
   * One assignment.
   *
   * @param value as text; the items of a list or tuple one by one
   * @param place file and line
   */
  record Assigned(List<String> value, String place) {}

  private PythonAssignments() {}

  /**
   * Every assignment by name, the last of a name counting.
   *
   * @throws DataException at file and line for anything but literals
   */
  static Map<String, Assigned> read(Path file) {
    Map<String, Assigned> found = new LinkedHashMap<>();
    TextLines.forEach(
        file,
        line -> {
          String text = withoutComment(line.text()).strip();
          if (text.isEmpty() || PASSED_OVER.matcher(text).matches()) {
            return;
          }
          Matcher matcher = ASSIGNMENT.matcher(text);
          if (!matcher.matches()) {
            throw line.error("expected config.NAME = LITERAL, got '" + text + "'.");
          }
          List<String> value = value(matcher.group(2).strip());
          if (value.isEmpty()) {
            throw line.error(
                "'"
                    + matcher.group(2)
                    + "' is no number, text, True, False, None or list of these.");
          }
          found.put(matcher.group(1), new Assigned(value, file + ":" + line.number()));
        });
    return found;
  }

  private static String withoutComment(String line) {
    boolean single = false;
    boolean twofold = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      single ^= c == '\'' && !twofold;
      twofold ^= c == '"' && !single;
      if (c == '#' && !single && !twofold) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  /** The items of a literal; empty where it is none. An empty list has one empty item. */
  private static List<String> value(String text) {
    boolean list =
        text.startsWith("(") && text.endsWith(")") || text.startsWith("[") && text.endsWith("]");
    if (!list) {
      return literal(text).stream().toList();
    }
    String inside = text.substring(1, text.length() - 1).strip();
    if (inside.isEmpty()) {
      return List.of("");
    }
    List<String> items =
        Pattern.compile(",")
            .splitAsStream(inside)
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    List<String> literals = items.stream().flatMap(item -> literal(item).stream()).toList();
    return literals.size() == items.size() ? literals : List.of();
  }

  private static Optional<String> literal(String text) {
    if (List.of("True", "False", "None").contains(text) || Decimals.isFinite(text)) {
      return Optional.of(text);
    }
    Matcher quoted = TEXT.matcher(text);
    if (quoted.matches()) {
      return Optional.ofNullable(quoted.group(1)).or(() -> Optional.of(quoted.group(2)));
    }
    Matcher product = PRODUCT.matcher(text);
    if (product.matches()
        && Decimals.isFinite(product.group(1))
        && Decimals.isFinite(product.group(2))) {
      return Optional.of(
          Double.toString(Decimals.parse(product.group(1)) * Decimals.parse(product.group(2))));
    }
    return Optional.empty();
  }
}
