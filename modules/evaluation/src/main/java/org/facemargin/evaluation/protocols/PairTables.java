package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.MetricValue;
import org.facemargin.metrics.Rates;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** Tables of a ten-fold evaluation. */
final class PairTables {

  private PairTables() {}

  /**
   * What the command line prints.
   *
   * @param values of the ten folds and of all pairs as one list
   */
  static ReportTable summary(List<MetricValue> values) {
    return SummaryTable.of(
        values.stream()
            .filter(value -> !value.id().matches(".*_std|fmr.*|zero.*|eer_.*|d_.*|.*_dcf.*"))
            .toList());
  }

  /** Fold by fold. */
  static ReportTable folds(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < numbers.folds().folds().size(); fold++) {
      var one = numbers.folds().folds().get(fold);
      rows.add(
          List.of(
              Integer.toString(fold + 1),
              Words.rate(one.accuracy()),
              String.format(Locale.ROOT, "%.2f", one.threshold()),
              Words.rate(one.val()),
              Words.rate(one.far(), 3)));
    }
    return new ReportTable(
        "Folds",
        List.of("fold", "accuracy", "threshold (squared L2)", "val", "FAR"),
        rows,
        List.of(
            "A fold's threshold is the first best on the other folds; same if strictly below. val:"
                + " same pairs accepted at the threshold that keeps FAR "
                + Rates.key(numbers.folds().targetFar())
                + " on the other folds; FAR: what that threshold lets in on the fold itself."));
  }
}
