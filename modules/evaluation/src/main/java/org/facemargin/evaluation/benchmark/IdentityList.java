package org.facemargin.evaluation.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.facemargin.core.DataException;
import org.facemargin.files.TextLines;
import org.facemargin.files.json.JsonRecords;

/**
 * Pictures and whom they show, from a text file ({@code name identity} a line) or from the devkit's
 * JSON ({@code {"path": [...], "id": [...]}}).
 *
 * @param names names of the pictures
 * @param identities whom each shows; empty where the file does not say
 */
public record IdentityList(List<String> names, List<String> identities) {

  private static final int BLANK_LINES_BEFORE_JSON = 100;

  public IdentityList {
    names = List.copyOf(names);
    identities = List.copyOf(identities);
  }

  /**
   * {@code name identity} a line, separated by white space.
   *
   * @throws DataException at file and line for a malformed line or a name that is there twice
   */
  public static IdentityList labelled(Path file) {
    List<String> names = new ArrayList<>();
    List<String> identities = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    TextLines.forEach(
        file,
        line -> {
          if (line.isBlank()) {
            return;
          }
          String[] fields = line.text().strip().split("\\s+");
          if (fields.length != 2) {
            throw line.error("expected 2 fields (name, identity), got " + fields.length + ".");
          }
          add(names, seen, fields[0], line);
          identities.add(fields[1]);
        });
    return new IdentityList(notEmpty(file, names), identities);
  }

  /**
   * A devkit's JSON list, or one name a line (of several fields the first).
   *
   * @throws DataException if the file is malformed or names a picture twice
   */
  public static IdentityList named(Path file) {
    if (startsLikeJson(file)) {
      return json(file);
    }
    List<String> names = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    TextLines.forEach(
        file,
        line -> {
          if (!line.isBlank()) {
            add(names, seen, line.firstField(), line);
          }
        });
    return new IdentityList(notEmpty(file, names), List.of());
  }

  /**
   * A list of noises: a name a line, {@code #} begins a comment, of two fields separated by a tab
   * the second is the name.
   */
  public static Set<String> noises(Path file) {
    Set<String> names = new TreeSet<>();
    TextLines.forEach(
        file,
        line -> {
          String text = line.text().strip();
          if (!text.isEmpty() && !text.startsWith("#")) {
            String[] fields = text.split("\t");
            names.add(fields[fields.length == 1 ? 0 : 1].strip());
          }
        });
    return names;
  }

  private static boolean startsLikeJson(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": no such file.");
    }
    return TextLines.head(file, BLANK_LINES_BEFORE_JSON).stream()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> line.strip().startsWith("{"))
        .orElse(false);
  }

  private static IdentityList json(Path file) {
    JsonNode root = JsonRecords.read(file);
    List<String> names = texts(file, root, "path");
    List<String> identities = root.has("id") ? texts(file, root, "id") : List.of();
    if (!identities.isEmpty() && identities.size() != names.size()) {
      throw DataException.of("%s: %s paths but %s ids.", file, names.size(), identities.size());
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Integer before = seen.put(names.get(i), i);
      if (before != null) {
        throw DataException.of("%s: path %s '%s' is path %s again.", file, i, names.get(i), before);
      }
    }
    return new IdentityList(notEmpty(file, names), identities);
  }

  private static List<String> texts(Path file, JsonNode root, String key) {
    JsonNode array = root.path(key);
    if (!array.isArray()) {
      throw DataException.of("%s: expected an array \"%s\", as the devkit has it.", file, key);
    }
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static void add(
      List<String> names, Map<String, Integer> seen, String name, TextLines.Line line) {
    Integer before = seen.put(name, line.number());
    if (before != null) {
      throw line.error("'%s' is in line %s already.", name, before);
    }
    names.add(name);
  }

  private static List<String> notEmpty(Path file, List<String> names) {
    if (names.isEmpty()) {
      throw new DataException(file + ": it names no picture.");
    }
    return names;
  }

  /** Numbers for identities, from 0 in the order of first mention. */
  public static int[] numbers(List<String> identities, Map<String, Integer> known) {
    return identities.stream()
        .mapToInt(identity -> known.computeIfAbsent(identity, one -> known.size()))
        .toArray();
  }
}
