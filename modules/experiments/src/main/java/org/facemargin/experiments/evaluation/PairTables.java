package org.facemargin.experiments.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.experiments.report.ReportTable;
import org.facemargin.metrics.OperatingPoint;

/** Tables of a ten-fold evaluation. */
final class PairTables {

  private PairTables() {}

  /** What the command line prints. */
  static ReportTable summary(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "accuracy (10-fold)".replace("10", Integer.toString(numbers.folds().folds().size())),
            percent(numbers.folds().accuracy().mean(), 2),
            "± "
                + percent(numbers.folds().accuracy().populationStd(), 2)
                + " (std, ddof 0), ± "
                + percent(numbers.folds().accuracy().standardError(), 2)
                + " (standard error)"));
    rows.add(
        List.of(
            "val@FAR=" + numbers.folds().targetFar(),
            percent(numbers.folds().val().mean(), 2),
            "FAR reached " + percent(numbers.folds().meanFar(), 3)));
    numbers
        .points(OperatingPoint.Rule.ISO)
        .forEach(
            point ->
                rows.add(
                    List.of(
                        "TAR@FAR≤" + point.targetFar(),
                        point.sufficient() ? percent(point.tar(), 2) : "insufficient data",
                        point.sufficient()
                            ? "["
                                + percent(point.tarInterval().low(), 2)
                                + ", "
                                + percent(point.tarInterval().high(), 2)
                                + "] Wilson 95 %"
                            : "")));
    rows.add(List.of("AUC", String.format(Locale.ROOT, "%.5f", numbers.area()), ""));
    return new ReportTable("", List.of("metric", "value", "spread"), rows, List.of());
  }

  /** Thresholds for false accept rates, by both rules. */
  static ReportTable thresholds(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    for (OperatingPoint point : numbers.points()) {
      rows.add(
          List.of(
              Double.toString(point.targetFar()),
              point.rule() == OperatingPoint.Rule.ISO
                  ? "FAR ≤ target (ISO/NIST)"
                  : "nearest FAR (peers)",
              point.sufficient()
                  ? String.format(Locale.ROOT, "%.4f", point.threshold())
                  : "insufficient data",
              percent(point.tar(), 2),
              percent(point.far(), 3),
              point.falseAccepts() + " of " + point.falseAcceptBudget(),
              point.meetsRuleOf30() ? "yes" : "no"));
    }
    return new ReportTable(
        "Thresholds",
        List.of(
            "target FAR",
            "rule",
            "cosine",
            "TAR",
            "FAR reached",
            "false accepts of budget",
            "rule of 30"),
        rows,
        List.of("Thresholds are cosine similarities; a pair is accepted at or above."));
  }

  /** Fold by fold. */
  static ReportTable folds(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < numbers.folds().folds().size(); fold++) {
      var one = numbers.folds().folds().get(fold);
      rows.add(
          List.of(
              Integer.toString(fold + 1),
              percent(one.accuracy(), 2),
              String.format(Locale.ROOT, "%.2f", one.threshold()),
              percent(one.val(), 2),
              percent(one.far(), 3)));
    }
    return new ReportTable(
        "Folds",
        List.of("fold", "accuracy", "threshold (squared L2)", "val", "FAR"),
        rows,
        List.of(
            "A fold's threshold is the first best on the other folds; same if strictly below."));
  }

  private static String percent(double rate, int decimals) {
    return Double.isNaN(rate)
        ? "-"
        : String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * rate);
  }
}
