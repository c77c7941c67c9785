package org.facemargin.experiments.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.evaluation.Direction;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.report.ReportTable;

/**
 * A table with our numbers in it.
 *
 * @param spec the table
 * @param cells one list a row, one cell a column
 */
public record FilledTable(TableSpec spec, List<List<Cell>> cells) {

  private static final double PERCENT = 100;

  /** Fills {@code spec} from {@code records}. */
  public static FilledTable of(TableSpec spec, RunRecords records) {
    List<List<Cell>> cells = new ArrayList<>();
    for (TableSpec.Row row : spec.rows()) {
      cells.add(
          row.run().map(run -> line(spec, row, run, records)).orElseGet(() -> noRun(spec, row)));
    }
    return new FilledTable(spec, cells);
  }

  private static List<Cell> line(TableSpec spec, TableSpec.Row row, Path file, RunRecords records) {
    RunConfig run = RunConfig.read(file, List.of());
    List<RunRecord> found = records.of(run.name(), run.recipe());
    boolean other = records.hasOther(run.name(), run.recipe());
    List<Cell> line = new ArrayList<>();
    for (int c = 0; c < spec.columns().size(); c++) {
      line.add(cell(spec, spec.columns().get(c), row.published().get(c), found, other));
    }
    return List.copyOf(line);
  }

  private static List<Cell> noRun(TableSpec spec, TableSpec.Row row) {
    List<Cell> line = new ArrayList<>();
    for (int c = 0; c < spec.columns().size(); c++) {
      int decimals = spec.columns().get(c).decimals();
      line.add(
          new Cell(CellState.NOT_RUN, List.of(), row.published().get(c), decimals, row.whyNone()));
    }
    return List.copyOf(line);
  }

  private static Cell cell(
      TableSpec spec,
      TableSpec.Column column,
      Optional<Published> published,
      List<RunRecord> records,
      boolean other) {
    List<Double> ours = new ArrayList<>();
    boolean reduced = false;
    int failures = 0;
    for (RunRecord record : records) {
      if (!record.succeeded()) {
        failures++;
        continue;
      }
      Optional<MetricValue> value = record.metric(column.benchmark(), column.metric());
      if (value.isPresent() && Double.isFinite(value.get().value())) {
        ours.add(value.get().value() * (column.percent() ? PERCENT : 1));
        reduced |= !record.scale().equals("full");
      }
    }
    String remark =
        failures > 0 && !ours.isEmpty()
            ? failures + " of " + records.size() + " runs failed"
            : ours.isEmpty() && other ? "a record of another configuration exists" : "";
    CellState state = state(spec.tolerance(), ours, published, reduced, failures);
    return new Cell(state, ours, published, column.decimals(), remark);
  }

  private static CellState state(
      double tolerance,
      List<Double> ours,
      Optional<Published> published,
      boolean reduced,
      int failures) {
    if (ours.isEmpty()) {
      return failures > 0 ? CellState.FAILED : CellState.NOT_RUN;
    }
    if (reduced) {
      return CellState.REDUCED_SCALE;
    }
    if (published.isEmpty() || published.get().secondary().isPresent()) {
      return CellState.MEASURED;
    }
    double mean = ours.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return Math.abs(mean - published.get().value()) <= tolerance
        ? CellState.REPRODUCED
        : CellState.OUTSIDE_TOLERANCE;
  }

  /** How many cells are in each state. */
  public Map<CellState, Integer> counts() {
    Map<CellState, Integer> counts = new EnumMap<>(CellState.class);
    cells.forEach(row -> row.forEach(cell -> counts.merge(cell.state(), 1, Integer::sum)));
    return counts;
  }

  /** The table for a renderer. */
  public ReportTable table() {
    List<String> columns = new ArrayList<>(List.of(""));
    spec.columns().forEach(c -> columns.add(c.label() + (c.percent() ? " (%)" : "")));
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < cells.size(); r++) {
      List<String> row = new ArrayList<>(List.of(spec.rows().get(r).label()));
      cells.get(r).forEach(cell -> row.add(cell.words()));
      rows.add(row);
    }
    List<String> notes = new ArrayList<>();
    if (spec.isRecipe()) {
      notes.add("A recipe, no table: no published number is known. " + spec.source() + ".");
    } else {
      notes.add(
          "Published numbers, in brackets where a cell has two lines: " + spec.source() + ".");
      notes.add("Reproduced: within " + spec.tolerance() + " of the published number.");
    }
    if (anySecondary()) {
      notes.add(
          "Secondary source: a page that quotes the paper, which itself was not read; ours are not"
              + " compared with such a number.");
    }
    notes.addAll(spec.notes());
    notes.add(spec.paper().citation());
    notes.addAll(spec.paper().notes());
    return new ReportTable(title(), columns, rows, notes, briefs());
  }

  /** Ours above, what was published below, the state as glyph and colour. */
  private List<ReportTable.Brief> briefs() {
    List<ReportTable.Brief> briefs = new ArrayList<>();
    for (int r = 0; r < cells.size(); r++) {
      for (int c = 0; c < spec.columns().size(); c++) {
        Cell cell = cells.get(r).get(c);
        int decimals = spec.columns().get(c).decimals();
        briefs.add(
            new ReportTable.Brief(
                r,
                c + 1,
                cell.ours().isEmpty() ? cell.state().words() : cell.brief(),
                cell.published().map(p -> p.brief(decimals)).orElse(""),
                cell.state().tone(),
                cell.state().words(),
                isBest(r, c)));
      }
    }
    return briefs;
  }

  /** Whether it is the best of ours in its column, all of one scale. */
  private boolean isBest(int row, int column) {
    Direction direction = Direction.of(spec.columns().get(column).metric());
    Cell cell = cells.get(row).get(column);
    boolean reduced = cell.state() == CellState.REDUCED_SCALE;
    int others = 0;
    for (int r = 0; r < cells.size(); r++) {
      Cell other = cells.get(r).get(column);
      boolean comparable =
          r != row
              && !other.ours().isEmpty()
              && (other.state() == CellState.REDUCED_SCALE) == reduced;
      if (comparable && !direction.better(cell.mean(), other.mean())) {
        return false;
      }
      others += comparable ? 1 : 0;
    }
    return others > 0;
  }

  /** The table's, or the recipe's, title. */
  public String title() {
    return spec.isRecipe() ? "Recipe: " + spec.title() : spec.title();
  }

  private boolean anySecondary() {
    return spec.rows().stream()
        .flatMap(row -> row.published().stream())
        .flatMap(Optional::stream)
        .anyMatch(published -> published.secondary().isPresent());
  }
}
