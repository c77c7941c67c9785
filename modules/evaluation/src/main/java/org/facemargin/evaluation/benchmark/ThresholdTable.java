package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.report.ReportTable;

/**
 * From a false match rate to the threshold that keeps it, with what was counted and how sure it is.
 */
public final class ThresholdTable {

  private ThresholdTable() {}

  /** One row a rate, down to the first that the comparisons cannot show. */
  public static ReportTable of(ScoreSummary set) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < set.iso().size(); i++) {
      OperatingPoint point = set.iso().get(i);
      rows.add(point.sufficient() ? row(point, set.nearest().get(i)) : insufficient(point));
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
                    + " whose FMR may exceed the rate. Intervals: Wilson, comparisons taken as"
                    + " independent.",
                set.impostors(),
                set.genuines())));
  }

  private static List<String> row(OperatingPoint point, OperatingPoint nearest) {
    return List.of(
        rate(point.targetFar()),
        String.format(Locale.ROOT, "%.4f", point.threshold()),
        percent(point.tar(), 2),
        interval(point.tarInterval()),
        String.format(Locale.ROOT, "%.2e", point.far()),
        String.format(Locale.ROOT, "%,d of %,d", point.falseAccepts(), point.falseAcceptBudget()),
        percent(nearest.tar(), 2),
        point.meetsRuleOf30() ? "" : "fewer than 30 false accepts: known roughly");
  }

  private static List<String> insufficient(OperatingPoint point) {
    return List.of(
        rate(point.targetFar()),
        "insufficient data",
        "-",
        "-",
        "-",
        "0 of 0",
        "-",
        String.format(Locale.ROOT, "%,d comparisons allow no false accept", point.impostors()));
  }

  private static String rate(double rate) {
    return "1e-" + Math.round(-Math.log10(rate));
  }

  private static String interval(ConfidenceInterval interval) {
    return String.format(
        Locale.ROOT, "%.2f to %.2f %%", 100 * interval.low(), 100 * interval.high());
  }

  public static String percent(double rate, int decimals) {
    return Double.isNaN(rate)
        ? "-"
        : String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * rate);
  }
}
