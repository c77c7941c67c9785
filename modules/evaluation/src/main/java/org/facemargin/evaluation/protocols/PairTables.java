package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.Spread;
import org.facemargin.report.ReportTable;

/** Tables of a ten-fold evaluation. */
final class PairTables {

  private PairTables() {}

  /** What the command line prints. */
  static ReportTable summary(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    String folds = numbers.folds().folds().size() + "-fold";
    rows.add(accuracy("accuracy (" + folds + ")", numbers.folds().accuracy()));
    rows.add(
        accuracy("accuracy (" + folds + ", grid of cosines)", numbers.folds().accuracyByCosine()));
    rows.add(
        List.of(
            "val@FAR=" + numbers.folds().targetFar(),
            ThresholdTable.percent(numbers.folds().val().mean(), 2),
            "FAR reached " + ThresholdTable.percent(numbers.folds().meanFar(), 3)));
    numbers
        .points(OperatingPoint.Rule.ISO)
        .forEach(
            point ->
                rows.add(
                    List.of(
                        "TAR@FAR≤" + point.targetFar(),
                        point.sufficient()
                            ? ThresholdTable.percent(point.tar(), 2)
                            : "insufficient data",
                        point.sufficient()
                            ? "["
                                + ThresholdTable.percent(point.tarInterval().low(), 2)
                                + ", "
                                + ThresholdTable.percent(point.tarInterval().high(), 2)
                                + "] Wilson 95 %"
                            : "")));
    rows.add(List.of("AUC", String.format(Locale.ROOT, "%.5f", numbers.area()), ""));
    return new ReportTable("", List.of("metric", "value", "spread"), rows, List.of());
  }

  private static List<String> accuracy(String name, Spread accuracy) {
    return List.of(
        name,
        ThresholdTable.percent(accuracy.mean(), 2),
        "± "
            + ThresholdTable.percent(accuracy.populationStd(), 2)
            + " (std, ddof 0), ± "
            + ThresholdTable.percent(accuracy.standardError(), 2)
            + " (standard error)");
  }

  /** Fold by fold. */
  static ReportTable folds(TenFoldPairs.Numbers numbers) {
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < numbers.folds().folds().size(); fold++) {
      var one = numbers.folds().folds().get(fold);
      rows.add(
          List.of(
              Integer.toString(fold + 1),
              ThresholdTable.percent(one.accuracy(), 2),
              String.format(Locale.ROOT, "%.2f", one.threshold()),
              ThresholdTable.percent(one.val(), 2),
              ThresholdTable.percent(one.far(), 3)));
    }
    return new ReportTable(
        "Folds",
        List.of("fold", "accuracy", "threshold (squared L2)", "val", "FAR"),
        rows,
        List.of(
            "A fold's threshold is the first best on the other folds; same if strictly below. val:"
                + " same pairs accepted at the threshold that keeps FAR "
                + numbers.folds().targetFar()
                + " on the other folds; FAR: what that threshold lets in on the fold itself."));
  }
}
