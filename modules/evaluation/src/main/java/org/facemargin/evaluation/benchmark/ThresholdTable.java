package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.Rates;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * From a false match rate to the threshold that keeps it, with what was counted and how sure it is.
 */
public final class ThresholdTable {

  private final ScoreSummary set;
  private final List<MetricValue> values;

  private ThresholdTable(ScoreSummary set, List<MetricValue> values) {
    this.set = set;
    this.values = values.stream().filter(value -> !Double.isNaN(value.low())).toList();
  }

  /** One row a rate, down to the first that the comparisons cannot show; Wilson's intervals. */
  public static ReportTable of(ScoreSummary set) {
    return of(set, List.of());
  }

  /**
   * One row a rate, down to the first that the comparisons cannot show.
   *
   * @param values the same page's numbers, whose intervals are shown; without them Wilson's are
   */
  public static ReportTable of(ScoreSummary set, List<MetricValue> values) {
    return new ThresholdTable(set, values).table();
  }

  private ReportTable table() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < set.iso().size(); i++) {
      rows.add(row(set.iso().get(i), set.nearest().get(i)));
    }
    return new ReportTable(
        "Thresholds" + (set.name().isEmpty() ? "" : ", " + set.name()),
        List.of(
            "FMR at most",
            "threshold",
            "TAR",
            "95 % interval of TAR",
            "FMR reached",
            "false accepts",
            "TAR, nearest FMR",
            "remark"),
        rows,
        List.of(
            String.format(
                Locale.ROOT,
                "A pair is accepted at or above the threshold. FMR: false match rate, share of the"
                    + " %,d comparisons of different people accepted (also called FAR). TAR: true"
                    + " accept rate, share of the %,d comparisons of one person accepted. Rule:"
                    + " largest TAR with FMR at most the rate (ISO/IEC 19795-1, NIST). False"
                    + " accepts: counted of allowed. Nearest FMR: the value other evaluators print,"
                    + " whose FMR may exceed the rate. ≈: fewer than 30 false accepts. Intervals:"
                    + " %s.",
                set.impostors(),
                set.genuines(),
                made())));
  }

  private String made() {
    return set.iso().stream()
        .flatMap(point -> value(point).stream())
        .map(MetricValue::note)
        .findFirst()
        .orElse(ConfidenceInterval.WILSON);
  }

  private Optional<MetricValue> value(OperatingPoint point) {
    String id = "tar_iso@far=" + Rates.key(point.targetFar());
    return values.stream().filter(value -> value.id().equals(id)).findFirst();
  }

  private List<String> row(OperatingPoint point, OperatingPoint nearest) {
    boolean some = point.sufficient();
    return List.of(
        Rates.key(point.targetFar()),
        some ? String.format(Locale.ROOT, "%.4f", point.threshold()) : "-",
        Words.rate(point.tar(), point.support()),
        values.isEmpty()
            ? Words.interval(point.tarValue(""))
            : value(point).map(Words::interval).orElse("-"),
        some ? String.format(Locale.ROOT, "%.2e", point.far()) : "-",
        String.format(Locale.ROOT, "%,d of %,d", point.falseAccepts(), point.falseAcceptBudget()),
        Words.rate(nearest.tar(), nearest.support()),
        point.support() == Support.INSUFFICIENT
            ? String.format(Locale.ROOT, "%,d comparisons allow no false accept", point.impostors())
            : point.support().words());
  }
}
