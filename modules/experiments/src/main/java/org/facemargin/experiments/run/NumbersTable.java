package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** What a run measured: a table a benchmark, a row a number, its stages beside each other. */
final class NumbersTable {

  private static final String PIXELS = "raw pixels";
  private static final String BEFORE = "before training";
  private static final String AFTER = "after training";

  private final List<String> columns = new ArrayList<>(List.of("number"));
  private final List<List<String>> rows = new ArrayList<>();
  private final List<ReportTable.Brief> briefs = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private NumbersTable() {}

  static List<ReportTable> of(List<Measurement> before, List<Measurement> after) {
    List<String> names =
        Stream.concat(before.stream(), after.stream())
            .map(Measurement::benchmark)
            .distinct()
            .toList();
    Set<String> baselines = names.stream().map(RunRecord::pixels).collect(Collectors.toSet());
    return names.stream()
        .filter(name -> !baselines.contains(name))
        .map(name -> new NumbersTable().table(name, stages(name, before, after)))
        .toList();
  }

  private static Map<String, Measurement> stages(
      String benchmark, List<Measurement> before, List<Measurement> after) {
    Map<String, Measurement> stages = new LinkedHashMap<>();
    find(RunRecord.pixels(benchmark), before).ifPresent(found -> stages.put(PIXELS, found));
    find(benchmark, before).ifPresent(found -> stages.put(BEFORE, found));
    find(benchmark, after).ifPresent(found -> stages.put(AFTER, found));
    return stages;
  }

  private static Optional<Measurement> find(String benchmark, List<Measurement> measurements) {
    return measurements.stream().filter(m -> m.benchmark().equals(benchmark)).findFirst();
  }

  private ReportTable table(String benchmark, Map<String, Measurement> stages) {
    columns.addAll(stages.keySet());
    stages.values().stream()
        .flatMap(measurement -> measurement.metrics().stream())
        .map(MetricValue::id)
        .distinct()
        .forEach(id -> row(id, stages.values()));
    return new ReportTable(benchmark, columns, rows, List.copyOf(notes), briefs);
  }

  private void row(String id, Iterable<Measurement> stages) {
    List<String> row = new ArrayList<>(List.of(id));
    for (Measurement stage : stages) {
      Optional<MetricValue> value = stage.metric(id);
      value.ifPresent(known -> briefs.add(brief(row.size(), known)));
      row.add(value.map(NumbersTable::whole).orElse("-"));
    }
    rows.add(row);
  }

  private ReportTable.Brief brief(int column, MetricValue value) {
    boolean interval = !Double.isNaN(value.low());
    if (interval) {
      notes.add("Below a number: " + value.note() + ".");
    }
    return new ReportTable.Brief(
        rows.size(),
        column,
        Words.value(value),
        interval ? Words.interval(value) : "",
        ReportTable.Tone.PLAIN,
        "",
        false);
  }

  private static String whole(MetricValue value) {
    String intervals = Words.intervals(value);
    return Words.value(value) + (intervals.isEmpty() ? "" : ", " + intervals);
  }
}
