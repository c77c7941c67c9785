package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.Environment;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import org.facemargin.report.Words;

/**
 * Several models on several benchmarks in one table, with paired tests wherever two of them judged
 * the same comparisons. Written as {@code result.json}, {@code comparison.csv}, {@code
 * comparison.md}, {@code significance.csv}, {@code significance.md} and a page.
 */
public final class ModelComparison {

  private static final String SCHEMA = "comparison/1";

  private final List<Evaluated> evaluations;
  private final List<SystemPair> pairs;
  private final ReportTable numbers;
  private final ReportTable significance;

  /**
   * One model on one benchmark.
   *
   * @param model its name, told apart from the others
   * @param benchmark the card's name
   * @param folder where its own result lies, relative to the comparison's
   * @param outcome what came out
   */
  public record Evaluated(
      String model, String benchmark, String folder, EvaluationOutcome outcome) {}

  /**
   * Compares.
   *
   * @param evaluations every model on every benchmark
   * @param bootstrap for the differences
   */
  public ModelComparison(List<Evaluated> evaluations, BootstrapSettings bootstrap) {
    this.evaluations = List.copyOf(evaluations);
    this.pairs = pairs(evaluations, bootstrap);
    this.numbers = numbers();
    this.significance = SystemPair.table(pairs);
  }

  private static List<SystemPair> pairs(List<Evaluated> all, BootstrapSettings bootstrap) {
    List<SystemPair> pairs = new ArrayList<>();
    for (int a = 0; a < all.size(); a++) {
      for (int b = a + 1; b < all.size(); b++) {
        if (all.get(a).benchmark().equals(all.get(b).benchmark())) {
          pairs.add(SystemPair.of(all.get(a), all.get(b), bootstrap));
        }
      }
    }
    return pairs;
  }

  /** Tables to print: the numbers, and the tests where there is anything to test. */
  public List<ReportTable> tables() {
    return pairs.isEmpty() ? List.of(numbers) : List.of(numbers, significance);
  }

  private ReportTable numbers() {
    Set<String> models = new LinkedHashSet<>();
    Map<String, Map<String, MetricValue>> cells = new LinkedHashMap<>();
    for (Evaluated one : evaluations) {
      models.add(one.model());
      for (MetricValue metric : one.outcome().metrics()) {
        cells
            .computeIfAbsent(one.benchmark() + "\n" + metric.id(), row -> new LinkedHashMap<>())
            .put(one.model(), metric);
      }
    }
    List<String> columns = new ArrayList<>(List.of("benchmark", "metric"));
    columns.addAll(models);
    List<List<String>> rows = new ArrayList<>();
    List<ReportTable.Brief> briefs = new ArrayList<>();
    cells.forEach(
        (key, values) -> {
          List<String> row = new ArrayList<>(List.of(key.split("\n")));
          briefs.addAll(briefs(rows.size(), row, List.copyOf(models), values));
          models.forEach(model -> row.add(shown(Optional.ofNullable(values.get(model)))));
          rows.add(row);
        });
    return new ReportTable(
        "Comparison",
        columns,
        rows,
        List.of(
            "The interval beside or below a number, where there is one. ★: best of its row, tested"
                + " against the second best; highest or lowest: not tested. ≈: fewer than 30"
                + " errors."),
        briefs);
  }

  /**
   * @param heading benchmark and id of the number
   */
  private List<ReportTable.Brief> briefs(
      int row, List<String> heading, List<String> models, Map<String, MetricValue> values) {
    Optional<BestOfRow> best = BestOfRow.of(heading.get(1), values, pairsOn(heading.get(0)));
    List<ReportTable.Brief> briefs = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String model = models.get(i);
      if (values.containsKey(model)) {
        briefs.add(
            brief(
                row,
                heading.size() + i,
                values.get(model),
                best.filter(b -> b.model().equals(model))));
      }
    }
    return briefs;
  }

  private List<SystemPair> pairsOn(String benchmark) {
    return pairs.stream().filter(pair -> pair.benchmark().equals(benchmark)).toList();
  }

  private static ReportTable.Brief brief(
      int row, int column, MetricValue value, Optional<BestOfRow> best) {
    String interval = Double.isNaN(value.low()) ? "" : Words.interval(value);
    String tested = best.map(BestOfRow::words).orElse("");
    String between = interval.isEmpty() || tested.isEmpty() ? "" : ", ";
    return new ReportTable.Brief(
        row,
        column,
        Words.value(value),
        tested + between + interval,
        best.map(BestOfRow::tone).orElse(ReportTable.Tone.PLAIN),
        best.map(BestOfRow::state).orElse(""),
        best.filter(BestOfRow::tested).isPresent());
  }

  private static String shown(Optional<MetricValue> metric) {
    return metric
        .map(
            value ->
                Double.isNaN(value.low())
                    ? Words.value(value)
                    : Words.value(value) + " (" + Words.interval(value) + ")")
        .orElse("-");
  }

  /** Writes everything. */
  public void write(Path out) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("schema", SCHEMA);
    result.put("evaluations", evaluations.stream().map(ModelComparison::entry).toList());
    result.put("significance", pairs.stream().map(SystemPair::result).toList());
    result.put("version", Provenance.VERSION);
    result.put("git", GitState.of(ProjectFolder.find()));
    result.put("environment", Environment.current());
    JsonRecords.write(out.resolve("result.json"), result);
    write(out, "comparison", numbers);
    if (!pairs.isEmpty()) {
      write(out, "significance", significance);
    }
    ReportFiles.write(
        new ComparisonPage(evaluations, pairs, tables()).page(), out.resolve("report"));
  }

  private static Map<String, Object> entry(Evaluated one) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("model", one.model());
    entry.put("benchmark", one.benchmark());
    entry.put("folder", one.folder());
    entry.put("flags", one.outcome().flags());
    entry.put("metrics", one.outcome().metrics());
    return entry;
  }

  private static void write(Path out, String name, ReportTable table) {
    for (String format : List.of("csv", "markdown")) {
      TableRenderer renderer = NamedRegistry.of(TableRenderer.class).get(format);
      AtomicFiles.write(out.resolve(name + "." + renderer.fileExtension()), renderer.render(table));
    }
  }
}
