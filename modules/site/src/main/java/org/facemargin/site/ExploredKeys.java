package org.facemargin.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.files.yaml.AskedKey;
import org.facemargin.files.yaml.AskedKey.Type;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Every key that the code which reads one kind of file knows. Found by reading: each file is read
 * as it is, then again with every word that one of its keys may have and with every section that it
 * leaves out; a key that is then missing is given a value its getter accepts. So a key that only
 * one kind of data source has is found although no file of the project uses it.
 */
final class ExploredKeys {

  /** Keys that have to be filled in before a choice can be read; more would be a circle. */
  private static final int MOST_FILLED = 60;

  /** In most ranges, and the default of hardly any key. */
  private static final String ANOTHER_NUMBER = "7";

  private final Map<String, KnownKey> known = new LinkedHashMap<>();
  private final Set<String> tried = new HashSet<>();
  private final Deque<Attempt> waiting = new ArrayDeque<>();

  private record Attempt(Map<String, Object> values, int filled) {}

  /**
   * @param files files of one kind, which are written over: give copies
   * @param reading reads such a file
   */
  static Collection<KnownKey> of(List<Path> files, Consumer<Path> reading) {
    ExploredKeys explored = new ExploredKeys();
    for (Path file : files) {
      String original = text(file);
      explored.waiting.add(new Attempt(LooseYaml.read(original), 0));
      while (!explored.waiting.isEmpty()) {
        explored.attempt(file, explored.waiting.poll(), reading);
      }
      write(file, original);
    }
    return explored.known.values();
  }

  private void attempt(Path file, Attempt attempt, Consumer<Path> reading) {
    write(file, LooseYaml.write(attempt.values()));
    List<AskedKey> asked = new ArrayList<>();
    boolean failed = false;
    try {
      ConfigReader.listening(
          key -> {
            if (key.source().equals(file.toString())) {
              asked.add(key);
            }
          },
          () -> reading.accept(file));
    } catch (ConfigurationException | DataException e) {
      failed = true;
    }
    asked.forEach(key -> know(key, attempt.values()));
    asked.forEach(key -> tryOthers(key, attempt));
    if (failed && attempt.filled() < MOST_FILLED) {
      fill(asked, attempt);
    }
  }

  private void know(AskedKey key, Map<String, Object> values) {
    String id = pattern(key.path()) + key.plugIn().map(name -> " of " + name).orElse("");
    KnownKey before = known.get(id);
    Map<String, String> siblings = choicesBeside(key, values);
    known.put(
        id,
        before == null
            ? KnownKey.of(pattern(key.path()), key, siblings)
            : before.with(key, siblings));
  }

  /** The words that keys of the same section have been given, where they are one of a few. */
  private Map<String, String> choicesBeside(AskedKey key, Map<String, Object> values) {
    Map<String, String> beside = new LinkedHashMap<>();
    LooseYaml.section(values, key.path())
        .forEach(
            (name, value) -> {
              KnownKey other = known.get(sibling(key.path(), name));
              if (other != null && other.type() == Type.CHOICE && value instanceof String word) {
                beside.put(name, word);
              }
            });
    return beside;
  }

  private static String sibling(String path, String name) {
    int dot = path.lastIndexOf('.');
    return pattern(dot < 0 ? name : path.substring(0, dot + 1) + name);
  }

  private void tryOthers(AskedKey key, Attempt attempt) {
    if (key.plugIn().isPresent()) {
      return;
    }
    for (Object other : others(key)) {
      if (tried.add(pattern(key.path()) + "=" + other)) {
        LooseYaml.with(attempt.values(), key.path(), other)
            .ifPresent(values -> waiting.add(new Attempt(values, attempt.filled())));
      }
    }
  }

  private static List<Object> others(AskedKey key) {
    return switch (key.type()) {
      case CHOICE -> List.copyOf(key.choices());
      case SECTION -> List.of(Map.of());
      case SECTIONS -> List.of(List.of(Map.of()));
      case ANY -> List.of("1", Map.of());
      case WHOLE_NUMBER -> List.of(ANOTHER_NUMBER);
      default -> List.of();
    };
  }

  /** Gives the last key that has to be there and is not a value. */
  private void fill(List<AskedKey> asked, Attempt attempt) {
    for (int i = asked.size() - 1; i >= 0; i--) {
      AskedKey key = asked.get(i);
      boolean missing = !key.optional() && !LooseYaml.has(attempt.values(), key.path());
      if (missing) {
        LooseYaml.with(attempt.values(), key.path(), sample(key))
            .ifPresent(values -> waiting.addFirst(new Attempt(values, attempt.filled() + 1)));
        return;
      }
    }
  }

  private static Object sample(AskedKey key) {
    String low = key.values().replaceAll("^\\D*?(-?[0-9][0-9.E-]*).*$", "$1");
    return switch (key.type()) {
      case CHOICE -> key.choices().get(0);
      case WHOLE_NUMBER, NUMBER -> low;
      case TRUTH_VALUE -> "true";
      case WORDS -> List.of("x");
      case NUMBERS, WHOLE_NUMBERS -> List.of(low);
      case SECTION -> Map.of();
      case SECTIONS -> List.of(Map.of());
      default -> "x";
    };
  }

  private static String pattern(String path) {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ".", e);
    }
  }

  /**
   * A key and all that was told of it.
   *
   * @param path with {@code []} for any item of a list
   * @param defaultVaries whether the default is another one when other keys are
   * @param valuesVary whether the range is
   * @param seenWith word by word, what keys of the same section said when it was asked for
   */
  record KnownKey(
      String path,
      Type type,
      String values,
      List<String> choices,
      Optional<String> otherwise,
      boolean optional,
      String description,
      Optional<String> plugIn,
      Class<?> reader,
      boolean defaultVaries,
      boolean valuesVary,
      Map<String, Set<String>> seenWith) {

    static KnownKey of(String path, AskedKey key, Map<String, String> beside) {
      return new KnownKey(
              path,
              key.type(),
              key.values(),
              key.choices(),
              key.otherwise(),
              key.optional(),
              key.description(),
              key.plugIn(),
              key.reader(),
              false,
              false,
              new LinkedHashMap<>())
          .with(key, beside);
    }

    private static boolean differs(Optional<String> one, Optional<String> other) {
      return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private static boolean differs(String one, String other) {
      return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    KnownKey with(AskedKey key, Map<String, String> beside) {
      beside.forEach(
          (name, word) -> seenWith.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(word));
      boolean vaguer = type == Type.ANY || (type == Type.WORD && key.type() == Type.PATH);
      return new KnownKey(
          path,
          vaguer ? key.type() : type,
          values.isEmpty() ? key.values() : values,
          choices.isEmpty() ? key.choices() : choices,
          otherwise.or(key::otherwise),
          optional || key.optional(),
          description,
          plugIn,
          vaguer ? key.reader() : reader,
          defaultVaries || differs(otherwise, key.otherwise()),
          valuesVary || differs(values, key.values()),
          seenWith);
    }
  }
}
