package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Chart;

/** ROC, DET and score histograms of one or several sets of comparisons. */
public final class ScoreCurves {

  private static final double LOWEST_DET_TOP = 0.4;

  /** The rates' axis begins at a multiple of 1 / 50 = 2 %. */
  private static final double FINEST = 50;

  private ScoreCurves() {}

  /** All three, from the scores of genuine and impostor comparisons. */
  public static List<Chart> of(VerificationScores scores) {
    return of(List.of(ScoreSummary.of("", scores)));
  }

  /**
   * All three.
   *
   * @param sets what is compared, the leading one first: histograms are drawn of it alone
   */
  public static List<Chart> of(List<ScoreSummary> sets) {
    return of(sets, Optional.empty());
  }

  /**
   * All three.
   *
   * @param sets what is compared, the leading one first: histograms are drawn of it alone
   * @param threshold a threshold of the leading set to be marked, and what it is
   */
  public static List<Chart> of(List<ScoreSummary> sets, Optional<Chart.Mark> threshold) {
    return List.of(roc(sets), det(sets), histograms(sets.get(0), threshold));
  }

  private static Chart roc(List<ScoreSummary> sets) {
    double least = 1;
    List<Chart.Series> series = new ArrayList<>();
    for (ScoreSummary set : sets) {
      List<ScoreSummary.CurvePoint> points = set.curve();
      least = Math.min(least, points.get(0).interval().low());
      boolean alone = sets.size() == 1;
      series.add(
          new Chart.Series(
              set.name(),
              Chart.Kind.STEP,
              points.stream().map(ScoreSummary.CurvePoint::far).toList(),
              points.stream().map(ScoreSummary.CurvePoint::tar).toList(),
              alone ? points.stream().map(p -> p.interval().low()).toList() : List.of(),
              alone ? points.stream().map(p -> p.interval().high()).toList() : List.of(),
              List.of(thresholds(points))));
    }
    return Chart.of(
        "ROC: true against false accepts",
        Chart.Axis.logarithmic("false accept rate (FAR)", 1.0 / most(sets), 1),
        Chart.Axis.percent("true accept rate (TAR)", Math.floor(FINEST * least) / FINEST, 1),
        series,
        String.format(
            Locale.ROOT,
            "Upper left is better. %,d comparisons of different people: nothing can be said of a"
                + " rate below one in so many.%s",
            most(sets),
            sets.size() == 1 ? " Shaded: 95 % Wilson interval, comparisons independent." : ""));
  }

  private static int most(List<ScoreSummary> sets) {
    return sets.stream().mapToInt(ScoreSummary::impostors).max().orElseThrow();
  }

  private static Chart.Detail thresholds(List<ScoreSummary.CurvePoint> points) {
    return new Chart.Detail(
        "threshold", points.stream().map(ScoreSummary.CurvePoint::threshold).toList());
  }

  private static Chart det(List<ScoreSummary> sets) {
    List<Chart.Series> series = new ArrayList<>();
    double highest = LOWEST_DET_TOP;
    double lowest = LOWEST_DET_TOP;
    for (ScoreSummary set : sets) {
      List<ScoreSummary.CurvePoint> inside =
          set.curve().stream().filter(p -> p.tar() < 1 && p.tar() > 0 && p.far() < 1).toList();
      for (ScoreSummary.CurvePoint point : inside) {
        highest = Math.max(highest, 1 - point.tar());
      }
      lowest = Math.min(lowest, 1.0 / set.genuines());
      series.add(
          new Chart.Series(
              set.name(),
              Chart.Kind.STEP,
              inside.stream().map(ScoreSummary.CurvePoint::far).toList(),
              inside.stream().map(p -> 1 - p.tar()).toList(),
              List.of(),
              List.of(),
              List.of(thresholds(inside))));
    }
    return Chart.of(
        "DET: what is missed against what is let in",
        Chart.Axis.probit("false match rate (FMR)", 1.0 / most(sets), LOWEST_DET_TOP),
        Chart.Axis.probit("false non-match rate (FNMR)", lowest, Math.min(highest, 0.999)),
        series,
        "Lower left is better. Both axes by the normal quantile (probit): normally distributed"
            + " scores give a straight line. A curve ends where no error is left to count.");
  }

  private static Chart histograms(ScoreSummary set, Optional<Chart.Mark> threshold) {
    return new Chart(
        "Scores" + (set.name().isEmpty() ? "" : ", " + set.name()),
        Chart.Axis.linear("score (cosine similarity)"),
        Chart.Axis.percent("share of comparisons", 0, Double.NaN),
        List.of(
            Chart.Series.of("same person", Chart.Kind.BARS, set.edges(), set.genuineShares()),
            Chart.Series.of(
                "different people", Chart.Kind.BARS, set.edges(), set.impostorShares())),
        threshold.stream().toList(),
        "The less the two overlap, the better the network tells people apart.");
  }
}
