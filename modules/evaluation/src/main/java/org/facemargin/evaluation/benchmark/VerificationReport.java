package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Support;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.metrics.Bootstrap;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.DetectionCost;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.Statistic;
import org.facemargin.metrics.VerificationMetric;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** Every registered metric of a list of scored comparisons, with intervals. */
public final class VerificationReport {

  private final VerificationScores scores;
  private final MetricSettings settings;
  private final String intervals;
  private final OperatingPoints points;
  private final List<MetricValue> values = new ArrayList<>();

  private VerificationReport(VerificationScores scores, MetricSettings settings, String intervals) {
    this.scores = scores;
    this.settings = settings;
    this.intervals = intervals;
    this.points = new OperatingPoints(scores);
  }

  public static VerificationReport of(
      ScoreList list, MetricSettings settings, BootstrapSettings intervals) {
    Optional<Bootstrap> bootstrap = intervals.of(list);
    VerificationReport report =
        new VerificationReport(
            list.sorted(),
            settings,
            bootstrap
                .map(Bootstrap::description)
                .orElseGet(() -> intervals.reasonForNone(list.size())));
    List<Statistic> statistics =
        NamedRegistry.of(VerificationMetric.class).all().stream()
            .flatMap(metric -> metric.statistics(settings).stream())
            .toList();
    List<ConfidenceInterval> found =
        bootstrap
            .map(draws -> draws.intervals(list.table(), statistics))
            .orElseGet(() -> statistics.stream().map(s -> ConfidenceInterval.NONE).toList());
    double[] values =
        statistics.parallelStream().mapToDouble(statistic -> statistic.of(report.scores)).toArray();
    for (int i = 0; i < values.length; i++) {
      report.values.add(report.value(statistics.get(i), values[i], found.get(i)));
    }
    return report;
  }

  private MetricValue value(Statistic statistic, double value, ConfidenceInterval interval) {
    Support support =
        statistic.far().isPresent()
            ? points.iso(statistic.far().getAsDouble()).support()
            : Support.SUFFICIENT;
    boolean none = Double.isNaN(value);
    return new MetricValue(
        statistic.id(),
        value,
        none ? Double.NaN : interval.low(),
        none ? Double.NaN : interval.high(),
        scores.genuineCount() + scores.impostorCount(),
        none ? statistic.undefined() : intervals(),
        statistic.kind(),
        none && statistic.far().isPresent() ? Support.INSUFFICIENT : support,
        List.of());
  }

  public VerificationScores scores() {
    return scores;
  }

  /** How intervals were made. */
  String intervals() {
    return intervals;
  }

  /** TAR at every FAR asked for, by both rules. */
  public List<OperatingPoint> points() {
    List<OperatingPoint> all = new ArrayList<>();
    for (double far : settings.fars()) {
      all.add(points.iso(far));
      all.add(points.nearest(far));
    }
    return all;
  }

  /** Counts and thresholds that belong to no false accept rate. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("genuine", scores.genuineCount());
    facts.put("impostor", scores.impostorCount());
    facts.put("intervals", intervals());
    threshold(facts, "eer_threshold", scores.equalErrorRate().threshold());
    Map<String, Object> costs = new LinkedHashMap<>();
    for (DetectionCost cost : settings.costs()) {
      threshold(costs, cost.label(), cost.minimum(scores).threshold());
    }
    facts.put("min_dcf_threshold", costs);
    return facts;
  }

  /** A threshold, and a word where there is none because nothing is to be accepted. */
  private static void threshold(Map<String, Object> facts, String key, double threshold) {
    facts.put(key, threshold);
    if (Double.isInfinite(threshold)) {
      facts.put(key + "_note", MeasuredValues.NOTHING);
    }
  }

  /** Every number. */
  public List<MetricValue> values() {
    return List.copyOf(values);
  }

  /** One row a number. */
  public ReportTable table(String title) {
    return new ReportTable(
        title,
        List.of("metric", "value", "95 % interval"),
        values.stream()
            .map(value -> List.of(value.id(), Words.value(value), Words.interval(value)))
            .toList(),
        List.of(
            String.format(
                Locale.ROOT,
                "%,d genuine and %,d impostor comparisons. ≈: fewer than 30 errors. Intervals: %s.",
                scores.genuineCount(),
                scores.impostorCount(),
                intervals())));
  }
}
