package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.facemargin.core.Environment;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;

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
    cells.forEach(
        (key, values) -> {
          List<String> row = new ArrayList<>(List.of(key.split("\n")));
          models.forEach(model -> row.add(shown(Optional.ofNullable(values.get(model)))));
          rows.add(row);
        });
    return new ReportTable(
        "Comparison",
        columns,
        rows,
        List.of("Rates as fractions, with 95 % intervals where there are any."));
  }

  private static String shown(Optional<MetricValue> metric) {
    if (metric.isEmpty()) {
      return "-";
    }
    MetricValue value = metric.get();
    if (Double.isNaN(value.value())) {
      return value.note().isEmpty() ? "undefined" : value.note();
    }
    return Double.isNaN(value.low())
        ? String.format(Locale.ROOT, "%.5f", value.value())
        : String.format(Locale.ROOT, "%.5f [%.5f, %.5f]", value.value(), value.low(), value.high());
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
    ReportFiles.write(page(), out.resolve("report"));
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

  private Page page() {
    List<Page.Section> sections = new ArrayList<>();
    for (ReportTable table : tables()) {
      sections.add(new Page.Section("", "", List.of(new Block.Table(table))));
    }
    sections.addAll(curves());
    return new Page(
        "Comparison",
        evaluations.stream().map(Evaluated::model).distinct().collect(Collectors.joining(", "))
            + " on "
            + evaluations.stream()
                .map(Evaluated::benchmark)
                .distinct()
                .collect(Collectors.joining(", "))
            + ".",
        sections,
        "FaceMargin " + Provenance.VERSION);
  }

  /** Curves of all models over each other, benchmark by benchmark. */
  private List<Page.Section> curves() {
    Map<String, List<ScoreSummary>> byBenchmark = new LinkedHashMap<>();
    for (Evaluated one : evaluations) {
      one.outcome()
          .comparisons()
          .ifPresent(
              kept ->
                  byBenchmark
                      .computeIfAbsent(one.benchmark(), name -> new ArrayList<>())
                      .add(ScoreSummary.of(one.model(), kept.list().sorted())));
    }
    List<Page.Section> sections = new ArrayList<>();
    byBenchmark.forEach(
        (benchmark, sets) ->
            sections.add(
                new Page.Section(
                    "Curves, " + benchmark, "", List.of(new Block.Charts(ScoreCurves.of(sets))))));
    return sections;
  }
}
