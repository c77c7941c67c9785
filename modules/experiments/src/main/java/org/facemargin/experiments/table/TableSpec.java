package org.facemargin.experiments.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A table of a paper, as data; without any published number it is a recipe, and is called so.
 *
 * @param title what it shows
 * @param source where the published numbers are from
 * @param columns what is measured
 * @param rows which runs
 * @param tolerance largest difference that still counts as reproduced, in the columns' unit
 * @param records folder of the run records
 * @param paper the paper it is from
 * @param notes what a reader must know
 */
public record TableSpec(
    String title,
    String source,
    List<Column> columns,
    List<Row> rows,
    double tolerance,
    Path records,
    PaperCard paper,
    List<String> notes) {

  /** The schema of such files. */
  public static final String SCHEMA = "table/1";

  private static final String PUBLISHED = "published";

  public TableSpec {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * A column.
   *
   * @param label heading
   * @param benchmark name of the benchmark
   * @param metric id of the metric
   * @param percent whether it is shown and published in percent
   * @param decimals decimals shown
   */
  public record Column(
      String label, String benchmark, String metric, boolean percent, int decimals) {}

  /**
   * A row.
   *
   * @param label what the paper calls it
   * @param run the run's file; empty where we have none
   * @param whyNone why there is no run; empty where there is one
   * @param published one number a column; empty where none is known
   */
  public record Row(
      String label, Optional<Path> run, String whyNone, List<Optional<Published>> published) {

    public Row {
      published = List.copyOf(published);
    }
  }

  /** Whether no number of the paper is known: then these are runs by its recipe, no table of it. */
  public boolean isRecipe() {
    return rows.stream().flatMap(row -> row.published().stream()).allMatch(Optional::isEmpty);
  }

  /** Reads a table file. */
  public static TableSpec read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    reader.schema(SCHEMA);
    List<Column> columns = reader.sections("columns").stream().map(TableSpec::column).toList();
    if (columns.isEmpty()) {
      throw reader.error("columns", "is missing or empty, expected at least one column");
    }
    List<Row> rows = new ArrayList<>();
    for (ConfigReader row : reader.sections("rows")) {
      rows.add(row(row, columns.size()));
    }
    if (rows.isEmpty()) {
      throw reader.error("rows", "is missing or empty, expected at least one row");
    }
    TableSpec spec =
        new TableSpec(
            reader.word("title"),
            reader.word("source"),
            columns,
            rows,
            reader.number("tolerance", 0, 100),
            reader.path("records"),
            PaperCard.read(reader.path("paper")),
            reader.words("notes"));
    reader.finish();
    return spec;
  }

  private static Column column(ConfigReader reader) {
    return new Column(
        reader.word("label"),
        reader.word("benchmark"),
        reader.word("metric"),
        reader.oneOf("unit", List.of("percent", "number")).equals("percent"),
        reader.integer("decimals", 2, 0, 6));
  }

  private static Row row(ConfigReader reader, int columns) {
    String label = reader.word("label");
    boolean none = reader.has("no_run");
    Optional<Path> run = none ? Optional.empty() : Optional.of(reader.path("run"));
    String whyNone = none ? reader.word("no_run") : "";
    if (!reader.has(PUBLISHED)) {
      return new Row(label, run, whyNone, Collections.nCopies(columns, Optional.empty()));
    }
    List<Optional<Published>> published =
        reader.sections(PUBLISHED, Published.VALUE).stream().map(Published::read).toList();
    if (published.size() != columns) {
      throw reader.error(
          PUBLISHED, "has %s entries, expected one a column: %s", published.size(), columns);
    }
    return new Row(label, run, whyNone, published);
  }
}
