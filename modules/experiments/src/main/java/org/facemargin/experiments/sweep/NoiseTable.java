package org.facemargin.experiments.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * What a sweep's losses made of wrong labels: how far clean and wrongly labelled pictures come
 * apart, and how hard each kind pulls while training goes on.
 */
final class NoiseTable {

  private static final List<Double> ENDS = List.of(0.2, 0.4, 0.6, 0.8, 1.0);

  private NoiseTable() {}

  /** Whether any run weighed its pictures. */
  static boolean has(Map<SweepSpec.Variant, List<RunRecord>> runs) {
    return runs.values().stream().flatMap(List::stream).anyMatch(NoiseTable::weighed);
  }

  private static boolean weighed(RunRecord record) {
    return record.separation().stream()
        .map(Measurement::benchmark)
        .anyMatch(RunRecord.NOISE::equals);
  }

  static ReportTable of(String title, Map<SweepSpec.Variant, List<RunRecord>> runs) {
    List<String> columns =
        new ArrayList<>(List.of("variant", "area between", "clean °", "wrong °"));
    ENDS.forEach(end -> columns.add(Words.rate(end, 0) + ": wrong / clean"));
    ENDS.forEach(end -> columns.add(Words.rate(end, 0) + ": outer / inner"));
    List<List<String>> rows = new ArrayList<>();
    runs.forEach(
        (variant, all) -> {
          List<RunRecord> records = all.stream().filter(NoiseTable::weighed).toList();
          if (!records.isEmpty()) {
            List<String> row = new ArrayList<>(List.of(variant.label()));
            row.add(AngleTable.mean("%.3f", records, record -> area(record.angles())));
            row.add(AngleTable.mean("%.1f", records, record -> at(record, "degrees_clean", 1)));
            row.add(AngleTable.mean("%.1f", records, record -> at(record, "degrees_noisy", 1)));
            ENDS.forEach(
                end -> row.add(AngleTable.mean("%.2f", records, ratio("noisy", "clean", end))));
            ENDS.forEach(
                end -> row.add(AngleTable.mean("%.2f", records, ratio("outer", "inner", end))));
            rows.add(row);
          }
        });
    return new ReportTable(
        title + ": clean and wrong labels",
        columns,
        rows,
        List.of(
            "Area between: half the area between the two histograms of the angle to the labelled"
                + " centre, 0 where they are one and 1 where they do not overlap; angles and area"
                + " at the end.",
            "Wrong / clean: weight of a wrongly labelled picture, its own loss's gradient by its"
                + " unit embedding, over that of a clean one, at that share of the steps. Outer /"
                + " inner: of the tenth of all pictures that is furthest from its label's centre,"
                + " over that of the others. Means over seeds."));
  }

  private static ToDoubleFunction<RunRecord> ratio(String over, String under, double end) {
    return record -> at(record, "weight_" + over, end) / at(record, "weight_" + under, end);
  }

  private static double at(RunRecord record, String quantity, double end) {
    return record
        .separation(RunRecord.NOISE, RunRecord.over(quantity, end))
        .map(MetricValue::value)
        .orElse(Double.NaN);
  }

  /** ½ Σ |p - q| over the bins of both groups' angles to the labelled centre. */
  static double area(List<AngleDistribution> groups) {
    if (groups.size() != 2) {
      return Double.NaN;
    }
    double sum = 0;
    for (int bin = 0; bin < groups.get(0).labelledDeg().counts().size(); bin++) {
      sum += Math.abs(share(groups.get(0), bin) - share(groups.get(1), bin));
    }
    return sum / 2;
  }

  private static double share(AngleDistribution group, int bin) {
    return (double) group.labelledDeg().counts().get(bin) / group.images();
  }
}
