package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.metrics.Bootstrap;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.DetectionCost;
import org.facemargin.metrics.EqualErrorRate;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.Rates;
import org.facemargin.metrics.Statistic;
import org.facemargin.metrics.VerificationMetric;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.ReportTable;

/** Every registered metric of a list of scored comparisons, with intervals. */
public final class VerificationReport {

  private static final String INSUFFICIENT = "insufficient data";

  private final VerificationScores scores;
  private final MetricSettings settings;
  private final Optional<Bootstrap> bootstrap;
  private final List<Entry> entries;

  private record Entry(Statistic statistic, double value, ConfidenceInterval interval) {}

  private VerificationReport(
      VerificationScores scores,
      MetricSettings settings,
      Optional<Bootstrap> bootstrap,
      List<Entry> entries) {
    this.scores = scores;
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.entries = entries;
  }

  public static VerificationReport of(
      ScoreList list, MetricSettings settings, BootstrapSettings intervals) {
    VerificationScores scores = list.sorted();
    List<Statistic> statistics =
        NamedRegistry.of(VerificationMetric.class).all().stream()
            .flatMap(metric -> metric.statistics(settings).stream())
            .toList();
    Optional<Bootstrap> bootstrap = intervals.of(list);
    List<ConfidenceInterval> found =
        bootstrap
            .map(draws -> draws.intervals(list.table(), statistics))
            .orElseGet(() -> statistics.stream().map(s -> ConfidenceInterval.NONE).toList());
    List<Entry> entries = new ArrayList<>();
    double[] values =
        statistics.parallelStream().mapToDouble(statistic -> statistic.of(scores)).toArray();
    for (int i = 0; i < values.length; i++) {
      entries.add(new Entry(statistics.get(i), values[i], found.get(i)));
    }
    return new VerificationReport(scores, settings, bootstrap, entries);
  }

  public VerificationScores scores() {
    return scores;
  }

  /** How intervals were made. */
  String intervals() {
    return bootstrap.map(Bootstrap::description).orElse("no intervals asked for");
  }

  /** Every number by its key, with thresholds and counts. */
  public Map<String, Object> result() {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Statistic statistic = entry.statistic();
      boolean single = statistic.at().isEmpty();
      Map<String, Object> target = single ? result : keyed(result, statistic.key());
      String key = single ? statistic.key() : statistic.at();
      target.put(key, entry.value());
      if (Double.isNaN(entry.value())) {
        target.put(key + "_note", INSUFFICIENT);
      }
    }
    result.put("eer_threshold", EqualErrorRate.of(scores).threshold());
    for (DetectionCost cost : settings.costs()) {
      keyed(result, "min_dcf_threshold").put(cost.label(), cost.minimum(scores).threshold());
    }
    OperatingPoints points = new OperatingPoints(scores);
    for (double far : settings.fars()) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("iso", point(points.iso(far)));
      both.put("nearest", point(points.nearest(far)));
      keyed(result, "operating_points").put(Rates.key(far), both);
    }
    result.put("genuine", scores.genuineCount());
    result.put("impostor", scores.impostorCount());
    result.put("intervals", intervals());
    return result;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> keyed(Map<String, Object> result, String key) {
    return (Map<String, Object>) result.computeIfAbsent(key, absent -> new LinkedHashMap<>());
  }

  private static Map<String, Object> point(OperatingPoint point) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("threshold", point.threshold());
    values.put("tar", point.tar());
    values.put("tar_low", point.tarInterval().low());
    values.put("tar_high", point.tarInterval().high());
    values.put("far_reached", point.far());
    values.put("far_low", point.farInterval().low());
    values.put("far_high", point.farInterval().high());
    values.put("true_accepts", point.trueAccepts());
    values.put("genuine", point.genuines());
    values.put("false_accepts", point.falseAccepts());
    values.put("false_accept_budget", point.falseAcceptBudget());
    values.put("impostor", point.impostors());
    values.put("rule_of_30", point.meetsRuleOf30());
    values.put("interval", "Wilson, comparisons taken as independent");
    values.put("note", point.sufficient() ? "" : INSUFFICIENT);
    return values;
  }

  public List<MetricValue> metrics() {
    return entries.stream()
        .map(
            entry ->
                new MetricValue(
                    entry.statistic().id(),
                    entry.value(),
                    entry.interval().low(),
                    entry.interval().high(),
                    scores.genuineCount() + scores.impostorCount(),
                    Double.isNaN(entry.value()) ? INSUFFICIENT : intervals()))
        .toList();
  }

  /** One row a number. */
  public ReportTable table(String title) {
    List<List<String>> rows =
        entries.stream()
            .map(
                entry ->
                    List.of(
                        entry.statistic().id(),
                        shown(entry.statistic(), entry.value()),
                        interval(entry)))
            .toList();
    return new ReportTable(
        title,
        List.of("metric", "value", "95 % interval"),
        rows,
        List.of(
            String.format(
                Locale.ROOT,
                "%,d genuine and %,d impostor comparisons. Intervals: %s.",
                scores.genuineCount(),
                scores.impostorCount(),
                intervals())));
  }

  private static String interval(Entry entry) {
    if (Double.isNaN(entry.value())) {
      return "";
    }
    return Double.isNaN(entry.interval().low())
        ? "-"
        : shown(entry.statistic(), entry.interval().low())
            + " to "
            + shown(entry.statistic(), entry.interval().high());
  }

  static String shown(Statistic statistic, double value) {
    if (Double.isNaN(value)) {
      return INSUFFICIENT;
    }
    return statistic.kind() == Statistic.Kind.RATE
        ? String.format(Locale.ROOT, "%.3f %%", 100 * value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
