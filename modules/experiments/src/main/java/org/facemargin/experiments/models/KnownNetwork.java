package org.facemargin.experiments.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.report.Words;

/**
 * A published network that a card is right for.
 *
 * @param name backbone and training set, in its authors' words
 * @param file name of its file, or empty
 * @param sha256 hash of that file, or empty where nobody at hand has it
 * @param published what its authors measured
 * @param publishedIn where they say so, or empty
 * @param measured what this project measured
 */
public record KnownNetwork(
    String name,
    String file,
    String sha256,
    List<Published> published,
    String publishedIn,
    List<Measured> measured) {

  private static final String HASH = "[0-9a-f]{64}";

  public KnownNetwork {
    published = List.copyOf(published);
    measured = List.copyOf(measured);
  }

  /**
   * A number of its authors.
   *
   * @param on benchmark
   * @param metric what was measured there
   * @param value a rate in [0, 1]
   */
  public record Published(String on, String metric, double value) {

    @Override
    public String toString() {
      return on + (metric.equals("accuracy") ? "" : " " + metric) + percent(value);
    }
  }

  /**
   * A number of ours.
   *
   * @param on benchmark
   * @param metric what was measured there
   * @param record {@code result.json} of the evaluation
   */
  public record Measured(String on, String metric, Path record) {

    /**
     * The number.
     *
     * @throws DataException if the record has none of this metric
     */
    public double value() {
      JsonNode value = JsonRecords.read(record).path("values").path(metric).path("value");
      if (!value.isNumber()) {
        throw DataException.of("%s: it has no value of '%s'.", record, metric);
      }
      return value.asDouble();
    }

    @Override
    public String toString() {
      return on + (metric.equals("accuracy") ? "" : " " + metric) + percent(value());
    }
  }

  private static String percent(double rate) {
    return " " + Words.rate(rate);
  }

  /** What its authors measured, in words; says so where they are silent or were not asked. */
  public String publishedWords() {
    return published.isEmpty() ? "not found" : joined(published.stream());
  }

  /** What this project measured, in words. */
  public String measuredWords() {
    return measured.isEmpty() ? "not run" : joined(measured.stream());
  }

  private static String joined(Stream<?> values) {
    return values.map(Object::toString).collect(Collectors.joining(", "));
  }

  static KnownNetwork read(ConfigReader reader) {
    String hash = reader.word("sha256", "");
    if (!hash.isEmpty() && !hash.matches(HASH)) {
      throw reader.error("sha256", "is '" + hash + "', expected 64 hexadecimal digits");
    }
    List<Published> published =
        reader.sections("published").stream()
            .map(
                one ->
                    new Published(
                        one.word("on"), one.word("metric", "accuracy"), one.number("value", 0, 1)))
            .toList();
    List<Measured> measured =
        reader.sections("measured").stream()
            .map(
                one ->
                    new Measured(
                        one.word("on"), one.word("metric", "accuracy"), one.path("record")))
            .toList();
    return new KnownNetwork(
        reader.word("name"),
        reader.word("file", ""),
        hash,
        published,
        published.isEmpty() ? reader.word("published_in", "") : reader.word("published_in"),
        measured);
  }
}
