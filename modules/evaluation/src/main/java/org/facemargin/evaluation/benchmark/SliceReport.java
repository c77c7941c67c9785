package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.files.Sha256;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.ErrorCounts;
import org.facemargin.metrics.ErrorVersusReject;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.Rates;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * Errors group by group at thresholds set on everybody, and errors against the share of genuine
 * comparisons refused for low quality.
 *
 * <p>A comparison belongs to a group when both its sides do; comparisons across groups set the
 * thresholds but appear in no row. Thresholds are those of {@link OperatingPoint.Rule#ISO}.
 */
final class SliceReport {

  private static final List<Double> FARS = MetricSettings.DEFAULT.fars();

  private final ScoredComparisons comparisons;
  private final List<OperatingPoint> points;
  private final Map<String, Object> result = new LinkedHashMap<>();
  private final List<ReportTable> tables = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();

  private SliceReport(ScoredComparisons comparisons) {
    this.comparisons = comparisons;
    OperatingPoints operating = new OperatingPoints(comparisons.list().sorted());
    this.points = FARS.stream().map(operating::iso).filter(OperatingPoint::sufficient).toList();
    if (points.isEmpty()) {
      throw new DataException(
          "Too few impostor comparisons for a threshold at FAR 0.1: nothing can be sliced.");
    }
  }

  /** Slices by metadata, and by whatever quality the protocol itself knows. */
  static SliceReport of(ScoredComparisons comparisons, SliceSettings settings) {
    SliceReport report = new SliceReport(comparisons);
    MetadataFile file = MetadataFile.read(settings.metadata());
    NamedMetadata metadata = NamedMetadata.of(file, comparisons.list());
    report.result.put("metadata_sha256", Sha256.of(settings.metadata()));
    report.result.put("names", metadata.names());
    report.result.put("names_without_metadata", metadata.unknown());
    Map<String, Object> groups = new LinkedHashMap<>();
    for (String column : groupColumns(file, settings)) {
      groups.put(column, report.groups(column, metadata));
    }
    report.result.put("groups", groups);
    Map<String, Object> rejects = new LinkedHashMap<>();
    comparisons
        .qualities()
        .forEach((name, values) -> rejects.put(name, report.reject(name, values)));
    for (String column : qualityColumns(file, settings)) {
      rejects.put(column, report.reject(column, metadata));
    }
    report.result.put("error_versus_reject", rejects);
    return report;
  }

  private static List<String> groupColumns(MetadataFile file, SliceSettings settings) {
    settings.groups().forEach(file::column);
    return settings.groups().isEmpty()
        ? file.columns().stream()
            .filter(name -> !file.isNumeric(file.column(name)))
            .filter(name -> !settings.qualities().contains(name))
            .toList()
        : settings.groups();
  }

  private static List<String> qualityColumns(MetadataFile file, SliceSettings settings) {
    settings.qualities().forEach(file::column);
    return settings.qualities().isEmpty()
        ? file.columns().stream()
            .filter(name -> file.isNumeric(file.column(name)))
            .filter(name -> !settings.groups().contains(name))
            .toList()
        : settings.qualities();
  }

  private Map<String, Object> groups(String column, NamedMetadata metadata) {
    int index = metadata.file().column(column);
    ScoreList list = comparisons.list();
    Map<String, List<ErrorCounts>> counts = new TreeMap<>();
    int across = 0;
    for (int k = 0; k < list.size(); k++) {
      String group = NamedMetadata.value(metadata.first().get(k), index);
      if (group.isEmpty() || !group.equals(NamedMetadata.value(metadata.second().get(k), index))) {
        across++;
        continue;
      }
      List<ErrorCounts> of = counts.computeIfAbsent(group, g -> new ArrayList<>(none()));
      for (int p = 0; p < points.size(); p++) {
        boolean accepted = list.scores()[k] >= points.get(p).threshold();
        of.set(p, of.get(p).and(list.same()[k], accepted));
      }
    }
    tables.add(groupTable(column, counts, across, metadata));
    Map<String, Object> values = new LinkedHashMap<>();
    counts.forEach((group, of) -> values.put(group, groupResult(of)));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("by_group", values);
    all.put("comparisons_across_or_unknown", across);
    return all;
  }

  private List<ErrorCounts> none() {
    return points.stream().map(point -> ErrorCounts.none()).toList();
  }

  private Map<String, Object> groupResult(List<ErrorCounts> counts) {
    Map<String, Object> byFar = new LinkedHashMap<>();
    for (int p = 0; p < points.size(); p++) {
      ErrorCounts one = counts.get(p);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("threshold", points.get(p).threshold());
      values.put("genuine", one.genuines());
      values.put("false_non_matches", one.falseNonMatches());
      values.put("impostor", one.impostors());
      values.put("false_matches", one.falseMatches());
      values.put("fnmr", MeasuredValues.result(fnmr(one)));
      values.put("fmr", MeasuredValues.result(fmr(one)));
      byFar.put(Rates.key(points.get(p).targetFar()), values);
    }
    return byFar;
  }

  private ReportTable groupTable(
      String column, Map<String, List<ErrorCounts>> counts, int across, NamedMetadata metadata) {
    List<List<String>> rows = new ArrayList<>();
    for (int p = 0; p < points.size(); p++) {
      String far = Rates.key(points.get(p).targetFar());
      rows.add(row(far, "everybody", everybody(points.get(p))));
      for (Map.Entry<String, List<ErrorCounts>> group : counts.entrySet()) {
        rows.add(row(far, group.getKey(), group.getValue().get(p)));
      }
    }
    return new ReportTable(
        "Errors by " + column,
        List.of("global FAR at most", column, "FMR", "FMR, 95 %", "FNMR", "FNMR, 95 %", "counts"),
        rows,
        List.of(
            "Thresholds are set on everybody. "
                + across
                + " comparisons are across groups or of unknown group and in no group's row; "
                + metadata.unknown()
                + " of "
                + metadata.names()
                + " names have no row in "
                + metadata.file().file().getFileName()
                + ". ≈: fewer than 30 errors. Intervals: "
                + ConfidenceInterval.WILSON
                + "."));
  }

  private static ErrorCounts everybody(OperatingPoint point) {
    return new ErrorCounts(
        point.genuines(),
        point.genuines() - point.trueAccepts(),
        Math.toIntExact(point.impostors()),
        Math.toIntExact(point.falseAccepts()));
  }

  private static MetricValue fmr(ErrorCounts counts) {
    return rate(
        "fmr", counts.fmr(), counts.fmrInterval(), counts.impostors(), counts.falseMatches());
  }

  private static MetricValue fnmr(ErrorCounts counts) {
    return rate(
        "fnmr", counts.fnmr(), counts.fnmrInterval(), counts.genuines(), counts.falseNonMatches());
  }

  private static MetricValue rate(
      String id, double rate, ConfidenceInterval interval, int trials, int errors) {
    return new MetricValue(
        id,
        rate,
        interval.low(),
        interval.high(),
        trials,
        trials == 0 ? "no comparison" : ConfidenceInterval.WILSON,
        MetricValue.Kind.RATE,
        trials == 0 ? Support.SUFFICIENT : Support.ofErrors(errors),
        List.of());
  }

  private static List<String> row(String far, String group, ErrorCounts counts) {
    return List.of(
        far,
        group,
        Words.value(fmr(counts)),
        Words.interval(fmr(counts)),
        Words.value(fnmr(counts)),
        Words.interval(fnmr(counts)),
        counts.falseMatches()
            + " of "
            + counts.impostors()
            + " impostor, "
            + counts.falseNonMatches()
            + " of "
            + counts.genuines()
            + " genuine");
  }

  /** Quality of pictures as the protocol knows it. */
  private Map<String, Object> reject(String name, double[] quality) {
    ScoreList.Sides sides = comparisons.list().names().orElseThrow();
    double[] worse = new double[comparisons.list().size()];
    for (int k = 0; k < worse.length; k++) {
      worse[k] = Math.min(quality[sides.first()[k]], quality[sides.second()[k]]);
    }
    return rejectBy(name, worse);
  }

  /** Quality from the metadata; comparisons with an unknown side are left out and counted. */
  private Map<String, Object> reject(String name, NamedMetadata metadata) {
    int column = metadata.file().column(name);
    double[] worse = new double[comparisons.list().size()];
    for (int k = 0; k < worse.length; k++) {
      worse[k] =
          Math.min(
              number(metadata, metadata.first().get(k), column),
              number(metadata, metadata.second().get(k), column));
    }
    return rejectBy(name, worse);
  }

  private static double number(NamedMetadata metadata, List<String> row, int column) {
    String text = NamedMetadata.value(row, column);
    if (text.isEmpty()) {
      return Double.NaN;
    }
    if (!Decimals.isFinite(text)) {
      throw DataException.of(
          "%s: column %s holds '%s', expected a finite number as a quality.",
          metadata.file().file(), metadata.file().columns().get(column), text);
    }
    return Decimals.parse(text);
  }

  private Map<String, Object> rejectBy(String name, double[] quality) {
    ScoreList list = comparisons.list();
    int[] known =
        IntStream.range(0, list.size())
            .filter(k -> list.same()[k] && !Double.isNaN(quality[k]))
            .toArray();
    if (known.length == 0) {
      throw new DataException("No genuine comparison has a value of '" + name + "' on both sides.");
    }
    double[] scores = Arrays.stream(known).mapToDouble(k -> list.scores()[k]).toArray();
    double[] values = Arrays.stream(known).mapToDouble(k -> quality[k]).toArray();
    Map<String, Object> byFar = new LinkedHashMap<>();
    List<Chart.Series> series = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (OperatingPoint point : points) {
      List<ErrorVersusReject.Point> curve = ErrorVersusReject.of(scores, values, point.threshold());
      String far = Rates.key(point.targetFar());
      byFar.put(far, curve.stream().map(SliceReport::rejectPoint).toList());
      series.add(
          Chart.Series.of(
              "FAR ≤ " + far,
              Chart.Kind.LINE,
              curve.stream().map(ErrorVersusReject.Point::rejected).toList(),
              curve.stream().map(ErrorVersusReject.Point::fnmr).toList()));
      rows.add(rejectRow(far, curve));
    }
    charts.add(
        Chart.of(
            "Error versus reject by " + name,
            Chart.Axis.percent("genuine comparisons refused", 0, 1),
            Chart.Axis.percent("false non-match rate of the rest", 0, highest(series)),
            series,
            "Refused first: the comparisons whose worse side has the lowest " + name + "."));
    tables.add(
        new ReportTable(
            "Error versus reject by " + name,
            List.of("global FAR at most", "FNMR, none refused", "10 % refused", "20 %", "30 %"),
            rows,
            List.of(
                known.length
                    + " genuine comparisons with a value of "
                    + name
                    + " on both sides; a comparison's quality is that of its worse side.")));
    return Map.of("genuine", known.length, "by_far", byFar);
  }

  private static double highest(List<Chart.Series> series) {
    return series.stream()
        .flatMap(one -> one.y().stream())
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(1);
  }

  private static List<String> rejectRow(String far, List<ErrorVersusReject.Point> curve) {
    List<String> row = new ArrayList<>(List.of(far));
    for (int step = 0; step <= 6; step += 2) {
      row.add(
          Words.rate(curve.get(step).fnmr(), Support.ofErrors(curve.get(step).falseNonMatches())));
    }
    return row;
  }

  private static Map<String, Object> rejectPoint(ErrorVersusReject.Point point) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rejected", point.rejected());
    values.put("fnmr", point.fnmr());
    values.put("genuine_left", point.left());
    values.put("false_non_matches", point.falseNonMatches());
    return values;
  }

  Map<String, Object> result() {
    return result;
  }

  List<ReportTable> tables() {
    return tables;
  }

  Page.Section section() {
    List<Block> blocks = new ArrayList<>();
    tables.forEach(table -> blocks.add(new Block.Table(table)));
    if (!charts.isEmpty()) {
      blocks.add(new Block.Charts(charts));
    }
    return new Page.Section("Slices", "", blocks);
  }
}
