package org.facemargin.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.sweep.SweepSpec;
import org.facemargin.experiments.table.PaperCard;
import org.facemargin.experiments.table.TableSpec;
import org.facemargin.faces.dataset.DatasetCard;
import org.facemargin.files.yaml.AskedKey.Type;
import org.facemargin.site.ExploredKeys.KnownKey;

/** The page of every YAML key, made from the code that reads them. */
final class KeyReference {

  /** More words than this are not worth a list in a table: they are names of a registry. */
  private static final int CHOICES_SHOWN = 30;

  private static final int CONDITION_WORDS = 4;

  /**
   * A kind of file.
   *
   * @param schema what its key {@code schema} says
   * @param title what it is called
   * @param reading reads one
   */
  private record Kind(String schema, String title, Consumer<Path> reading) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(RunConfig.SCHEMA, "A run", file -> RunConfig.read(file, List.of())),
          new Kind(SweepSpec.SCHEMA, "A sweep", SweepSpec::read),
          new Kind("model-card/1", "A model card", ModelCardFile::read),
          new Kind("benchmark/1", "A benchmark", BenchmarkCard::read),
          new Kind(DatasetCard.SCHEMA, "A dataset card", DatasetCard::read),
          new Kind(TableSpec.SCHEMA, "A paper's table", TableSpec::read),
          new Kind(PaperCard.SCHEMA, "A paper", PaperCard::read));

  private KeyReference() {}

  /** Every known key by kind of file. */
  static Map<String, Collection<KnownKey>> keys(Path root) {
    Map<String, Collection<KnownKey>> keys = new LinkedHashMap<>();
    Path copies = copies(root);
    for (Kind kind : KINDS) {
      keys.put(kind.title(), ExploredKeys.of(filesOf(kind, copies), kind.reading()));
    }
    delete(copies);
    return keys;
  }

  /** The page, as Markdown. */
  static String page(Path root) {
    StringBuilder page =
        new StringBuilder(
            """
            # Every YAML key

            Made from the code that reads the files, so it is complete and never out of date. The
            last column names the class that asks for the key. An unknown key, a wrong type or a
            value out of range is an error with file and line. `[]` stands for every item of a
            list. In a sweep, the keys below `grid` are those of a run.

            Any key of a run can be set on the command line: `--set trainer.batch_size=64`.
            """);
    keys(root).forEach((title, keys) -> section(page, title, keys));
    return page.toString();
  }

  private static void section(StringBuilder page, String title, Collection<KnownKey> keys) {
    page.append("\n## ").append(title).append("\n\n");
    page.append("| key | type | default | values | read by |\n| --- | --- | --- | --- | --- |\n");
    sectionBySection(keys).stream()
        .filter(key -> key.plugIn().isEmpty())
        .forEach(key -> page.append(row(key, keys)));
    Map<String, List<KnownKey>> plugIns = new TreeMap<>();
    keys.stream()
        .filter(key -> key.plugIn().isPresent())
        .forEach(
            key -> plugIns.computeIfAbsent(above(key.path()), any -> new ArrayList<>()).add(key));
    plugIns.forEach((path, of) -> parameters(page, title, path, of));
  }

  /** In the order in which they are asked for, the keys below a section right after it. */
  private static List<KnownKey> sectionBySection(Collection<KnownKey> keys) {
    Map<String, Integer> order = new HashMap<>();
    keys.forEach(key -> order.putIfAbsent(key.path(), order.size()));
    return keys.stream()
        .sorted(
            Comparator.comparing(
                KnownKey::path,
                (one, other) -> compare(one.split("\\."), other.split("\\."), order)))
        .toList();
  }

  private static int compare(String[] one, String[] other, Map<String, Integer> order) {
    int same = Arrays.mismatch(one, other);
    if (same < 0 || same >= Math.min(one.length, other.length)) {
      return Integer.compare(one.length, other.length);
    }
    return Integer.compare(place(one, same, order), place(other, same, order));
  }

  private static int place(String[] words, int last, Map<String, Integer> order) {
    String path = String.join(".", List.of(words).subList(0, last + 1));
    return order.getOrDefault(path, order.getOrDefault(path.replace("[]", ""), Integer.MAX_VALUE));
  }

  private static void parameters(
      StringBuilder page, String title, String path, List<KnownKey> keys) {
    page.append("\n### ").append(title).append(": parameters of `").append(path);
    page.append("` by name\n\n| name | key | default | values | what |\n");
    page.append("| --- | --- | --- | --- | --- |\n");
    for (KnownKey key : keys) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | `%s` | %s | %s | %s |%n",
              key.plugIn().orElseThrow(),
              key.path(),
              standard(key),
              values(key),
              cell(key.description())));
    }
  }

  private static String row(KnownKey key, Collection<KnownKey> all) {
    return String.format(
        Locale.ROOT,
        "| `%s`%s | %s | %s | %s | %s |%n",
        key.path(),
        condition(key, all),
        type(key.type()),
        standard(key),
        values(key),
        key.reader().getSimpleName());
  }

  private static String type(Type type) {
    return switch (type) {
      case ANY -> "any";
      case CHOICE -> "word";
      case TRUTH_VALUE -> "true or false";
      case WORDS -> "list of words";
      case NUMBERS -> "list of numbers";
      case WHOLE_NUMBERS -> "list of whole numbers";
      case SECTIONS -> "list of sections";
      default -> type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static String standard(KnownKey key) {
    if (key.defaultVaries()) {
      return "depends on other keys";
    }
    return key.otherwise()
        .map(value -> value.isEmpty() ? "empty" : "`" + value.replace("|", "\\|") + "`")
        .orElse(key.optional() ? "not given" : "**required**");
  }

  private static String values(KnownKey key) {
    if (key.valuesVary()) {
      return "depends on other keys";
    }
    if (key.choices().size() > CHOICES_SHOWN) {
      return "one of " + key.choices().size() + " [names](names.md)";
    }
    return key.choices().isEmpty()
        ? cell(key.values())
        : key.choices().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  /** Where the key is known with some words of a key beside it only: which. */
  private static String condition(KnownKey key, Collection<KnownKey> all) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Set<String>> seen : key.seenWith().entrySet()) {
      String sibling = key.path().substring(0, key.path().lastIndexOf('.') + 1) + seen.getKey();
      boolean always =
          all.stream()
              .filter(other -> other.path().equals(sibling))
              .allMatch(other -> seen.getValue().containsAll(other.choices()));
      boolean decides =
          all.stream().anyMatch(other -> other.path().equals(sibling) && !other.optional());
      if (!always
          && decides
          && !sibling.equals(key.path())
          && seen.getValue().size() <= CONDITION_WORDS) {
        text.append(" (").append(seen.getKey()).append(": ");
        text.append(String.join(", ", seen.getValue())).append(')');
      }
    }
    return text.toString();
  }

  private static String above(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("9.223372036854776E18", "∞");
  }

  private static List<Path> filesOf(Kind kind, Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> schemaOf(file, folder).equals(kind.schema()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ".", e);
    }
  }

  /** A benchmark's card may leave its schema away; a file that extends another has no more keys. */
  private static String schemaOf(Path file, Path folder) {
    try {
      Map<String, Object> values = LooseYaml.read(Files.readString(file));
      String standard =
          folder.relativize(file).startsWith(BenchmarkCard.FOLDER) ? "benchmark/1" : "";
      return values.containsKey("extends")
          ? ""
          : values.getOrDefault("schema", standard).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
  }

  private static Path copies(Path root) {
    try {
      Path copies = Files.createTempDirectory("facemargin-keys");
      for (String folder : List.of("experiments", "datasets")) {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
            Path copy = copies.resolve(root.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
          }
        }
      }
      return copies;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy the YAML files of " + root + ".", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder + ".", e);
    }
  }
}
