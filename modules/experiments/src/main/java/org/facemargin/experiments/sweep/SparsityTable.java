package org.facemargin.experiments.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** How sparse the posteriors of a sweep's alpha-divergences were while training went on. */
final class SparsityTable {

  private static final int STRETCHES = 20;

  /** Twentieths that have a column: the first, those on both sides of half, the last. */
  private static final List<Integer> SHOWN = List.of(1, 10, 11, 20);

  private static final Map<String, String> QUANTITIES =
      new TreeMap<>(
          Map.of(
              "zero_share", "posteriors that are 0",
              "dead_pictures", "pictures whose own is 0",
              "dead_classes", "classes all of whose are 0"));

  private SparsityTable() {}

  /** Whether any run counted them. */
  static boolean has(Map<SweepSpec.Variant, List<RunRecord>> runs) {
    return runs.values().stream().flatMap(List::stream).anyMatch(SparsityTable::counted);
  }

  private static boolean counted(RunRecord record) {
    return record.separation().stream()
        .map(Measurement::benchmark)
        .anyMatch(RunRecord.POSTERIORS::equals);
  }

  static ReportTable of(String title, Map<SweepSpec.Variant, List<RunRecord>> runs) {
    List<String> columns = new ArrayList<>(List.of("variant"));
    QUANTITIES
        .values()
        .forEach(
            words ->
                SHOWN.forEach(
                    k -> columns.add(words + ", " + 5 * (k - 1) + "-" + Words.rate(0.05 * k, 0))));
    List<List<String>> rows = new ArrayList<>();
    counted(runs)
        .forEach(
            (variant, records) -> {
              List<String> row = new ArrayList<>(List.of(variant.label()));
              for (String quantity : QUANTITIES.keySet()) {
                SHOWN.forEach(k -> row.add(Words.rate(mean(records, share(quantity, k)), 2)));
              }
              rows.add(row);
            });
    return new ReportTable(
        title + ": sparsity",
        columns,
        rows,
        List.of(
            "As training sees them, over a twentieth of the steps each, means over seeds. A class"
                + " is counted where it was a target in that stretch."));
  }

  /** Each quantity against the share of the steps. */
  static Block charts(Map<SweepSpec.Variant, List<RunRecord>> runs) {
    List<Chart> charts = new ArrayList<>();
    QUANTITIES.forEach(
        (quantity, words) -> {
          List<Chart.Series> series = new ArrayList<>();
          counted(runs)
              .forEach((variant, records) -> series.add(line(variant.label(), quantity, records)));
          charts.add(
              Chart.of(
                  "Share of " + words,
                  Chart.Axis.linear("share of the steps"),
                  Chart.Axis.percent("share", 0, Double.NaN),
                  series,
                  "Means over seeds."));
        });
    return new Block.Charts(charts);
  }

  private static Chart.Series line(String label, String quantity, List<RunRecord> records) {
    double[] ends = IntStream.rangeClosed(1, STRETCHES).mapToDouble(k -> k / 20.0).toArray();
    double[] shares =
        IntStream.rangeClosed(1, STRETCHES)
            .mapToDouble(
                k -> records.stream().mapToDouble(share(quantity, k)).average().orElseThrow())
            .toArray();
    return Chart.Series.of(label, Chart.Kind.JOINED, ends, shares);
  }

  private static Map<SweepSpec.Variant, List<RunRecord>> counted(
      Map<SweepSpec.Variant, List<RunRecord>> runs) {
    Map<SweepSpec.Variant, List<RunRecord>> found = new LinkedHashMap<>();
    runs.forEach(
        (variant, all) -> {
          List<RunRecord> records = all.stream().filter(SparsityTable::counted).toList();
          if (!records.isEmpty()) {
            found.put(variant, records);
          }
        });
    return found;
  }

  private static double mean(List<RunRecord> records, ToDoubleFunction<RunRecord> quantity) {
    return records.stream().mapToDouble(quantity).average().orElseThrow();
  }

  private static ToDoubleFunction<RunRecord> share(String quantity, int stretch) {
    String id = RunRecord.over(quantity, (double) stretch / STRETCHES);
    return record ->
        record.separation(RunRecord.POSTERIORS, id).map(MetricValue::value).orElse(Double.NaN);
  }
}
