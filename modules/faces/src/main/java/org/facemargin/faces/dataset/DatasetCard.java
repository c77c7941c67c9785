package org.facemargin.faces.dataset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * A dataset card ({@code schema: dataset/1}); {@code datasets/README.md} documents every key.
 *
 * @param name the card's name, that of its file
 * @param title what people call the set
 * @param use what it is for
 * @param description what it is, in a sentence or two
 * @param licence its terms, in the words of its source as far as known
 * @param availability whether and where it can still be had
 * @param citation the publication
 * @param factsFrom where the card's facts are from
 * @param bring how to bring one's own copy into place
 * @param root where the copy lies
 * @param parts the files and folders that are looked at
 */
public record DatasetCard(
    String name,
    String title,
    Use use,
    String description,
    String licence,
    String availability,
    String citation,
    String factsFrom,
    String bring,
    DataPath root,
    List<Part> parts) {

  /** The key {@code schema}. */
  public static final String SCHEMA = "dataset/1";

  private static final List<String> COUNTS =
      List.of(
          "images",
          "identities",
          "pairs",
          "same",
          "folds",
          "templates",
          "records",
          "rows",
          "faces");

  /** What a set is for. */
  public enum Use {
    TRAINING,
    EVALUATION,
    SYNTHETIC
  }

  /**
   * A file or folder of the set.
   *
   * @param path below the root
   * @param kind what {@code data inspect} must call it; empty for anything
   * @param optional whether a copy without it is complete
   * @param sha256 its hash, where one is known
   * @param expect counts it must have, by the names that {@code data inspect} gives them
   */
  public record Part(
      String path,
      String kind,
      boolean optional,
      Optional<String> sha256,
      Map<String, Long> expect) {}

  public DatasetCard {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a card.
   *
   * @throws org.facemargin.core.ConfigurationException at file, line and key for anything malformed
   */
  public static DatasetCard read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    reader.schema(SCHEMA);
    DatasetCard card =
        new DatasetCard(
            name(reader, file),
            reader.word("title"),
            reader.choice("use", Use.class),
            reader.word("description"),
            reader.word("licence"),
            reader.word("availability"),
            reader.word("citation"),
            reader.word("facts_from"),
            reader.word("bring"),
            reader.dataPath("root"),
            reader.sections("parts").stream().map(DatasetCard::part).toList());
    reader.finish();
    return card;
  }

  private static String name(ConfigReader reader, Path file) {
    String name = reader.word("name");
    if (!String.valueOf(file.getFileName()).equals(name + ".yaml")) {
      throw reader.error("name", "a card's name is that of its file, got '" + name + "'");
    }
    return name;
  }

  private static Part part(ConfigReader reader) {
    String path = reader.word("path");
    String kind = reader.word("kind", "");
    boolean optional = reader.flag("optional", false);
    Optional<String> sha256 =
        reader.has("sha256") ? Optional.of(reader.word("sha256")) : Optional.empty();
    Map<String, Long> expect = new LinkedHashMap<>();
    ConfigReader counts = reader.sectionOrEmpty("expect");
    for (String count : COUNTS) {
      if (counts.has(count)) {
        expect.put(count, counts.wholeNumber(count, 0, Long.MAX_VALUE));
      }
    }
    return new Part(path, kind, optional, sha256, expect);
  }
}
