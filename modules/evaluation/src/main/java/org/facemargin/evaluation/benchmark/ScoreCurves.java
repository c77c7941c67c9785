package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.report.Chart;

/** ROC, DET and score histograms of one or several sets of comparisons. */
public final class ScoreCurves {

  private static final double LOWEST_DET_TOP = 0.4;

  /** What the scores of a network's embeddings are. */
  public static final String COSINE = "score (cosine similarity)";

  /** What scores are that somebody else computed. */
  public static final String FOREIGN = "score";

  private ScoreCurves() {}

  /**
   * ROC, DET and the histograms of one set.
   *
   * @param set the scores
   * @param scale what they are: {@link #COSINE}, {@link #FOREIGN}
   * @param threshold to be marked, and what it is
   */
  public static List<Chart> of(ScoreSummary set, String scale, Optional<Chart.Mark> threshold) {
    List<Chart> charts = new ArrayList<>(rates(List.of(set), 1));
    charts.add(histograms(List.of(set), scale, threshold).get(0));
    return charts;
  }

  /**
   * ROC and DET of several sets over each other.
   *
   * @param sets what is compared, the leading one first
   * @param ticked how many of the first ones are shown unasked
   */
  public static List<Chart> rates(List<ScoreSummary> sets, int ticked) {
    return List.of(ticked(roc(sets), ticked), ticked(det(sets), ticked));
  }

  private static Chart ticked(Chart chart, int count) {
    List<Chart.Series> series = new ArrayList<>();
    for (Chart.Series one : chart.series()) {
      series.add(series.size() < count ? one : one.unticked());
    }
    return Chart.of(chart.title(), chart.x(), chart.y(), series, chart.note());
  }

  /**
   * Histograms of every set, a chart each, over the same scores.
   *
   * @param scale what the scores are
   * @param threshold a threshold of the first set to be marked, and what it is
   */
  public static List<Chart> histograms(
      List<ScoreSummary> sets, String scale, Optional<Chart.Mark> threshold) {
    double low = sets.stream().mapToDouble(set -> set.edges().get(0)).min().orElseThrow();
    double high =
        sets.stream()
            .mapToDouble(set -> set.edges().get(set.edges().size() - 1))
            .max()
            .orElseThrow();
    Chart.Axis axis = new Chart.Axis(scale, Chart.Scale.LINEAR, false, low, high);
    List<Chart> charts = new ArrayList<>();
    for (ScoreSummary set : sets) {
      charts.add(histogram(set, axis, charts.isEmpty() ? threshold : Optional.empty()));
    }
    return charts;
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
        Chart.Axis.upToOne("true accept rate (TAR)", least),
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

  private static Chart histogram(
      ScoreSummary set, Chart.Axis axis, Optional<Chart.Mark> threshold) {
    return new Chart(
        "Scores" + (set.name().isEmpty() ? "" : ", " + set.name()),
        axis,
        Chart.Axis.percent("share of comparisons", 0, Double.NaN),
        List.of(
            Chart.Series.of("same person", Chart.Kind.BARS, set.edges(), set.genuineShares()),
            Chart.Series.of(
                "different people", Chart.Kind.BARS, set.edges(), set.impostorShares())),
        threshold.stream().toList(),
        "The less the two overlap, the better people are told apart.");
  }
}
