package org.facemargin.experiments.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.experiments.report.Chart;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;

/** ROC, DET and score histograms. */
public final class ScoreCurves {

  private static final int MOST_POINTS = 400;
  private static final int BINS = 48;

  private ScoreCurves() {}

  /** All three, from the scores of genuine and impostor comparisons. */
  public static List<Chart> of(VerificationScores scores) {
    RocCurve curve = RocCurve.withoutCollinearPoints(scores);
    List<Integer> shown = shown(curve);
    return List.of(roc(curve, shown, scores), det(curve, shown, scores), histograms(scores));
  }

  /** Points with at least one false accept, thinned evenly on a logarithmic axis. */
  private static List<Integer> shown(RocCurve curve) {
    List<Integer> points = new ArrayList<>();
    double factor = Math.pow(Math.max(2, curve.falseAccepts(curve.size() - 1)), 1.0 / MOST_POINTS);
    double next = 1;
    for (int point = 0; point < curve.size(); point++) {
      if (curve.falseAccepts(point) >= next) {
        points.add(point);
        next = Math.max(curve.falseAccepts(point) + 1.0, curve.falseAccepts(point) * factor);
      }
    }
    return points;
  }

  private static Chart roc(RocCurve curve, List<Integer> shown, VerificationScores scores) {
    List<Double> far = shown.stream().map(curve::far).toList();
    List<Double> tar = shown.stream().map(curve::tar).toList();
    return Chart.of(
        "ROC",
        Chart.Axis.logarithmic("false accept rate", 1.0 / scores.impostorCount(), 1),
        Chart.Axis.percent("true accept rate", Math.floor(10 * tar.get(0)) / 10, 1),
        List.of(Chart.Series.of("", Chart.Kind.STEP, far, tar)),
        scores.impostorCount()
            + " impostor comparisons: nothing can be said below one in so many.");
  }

  private static Chart det(RocCurve curve, List<Integer> shown, VerificationScores scores) {
    List<Integer> inside = shown.stream().filter(point -> curve.tar(point) < 1).toList();
    List<Double> far = inside.stream().map(curve::far).toList();
    List<Double> miss = inside.stream().map(point -> 1 - curve.tar(point)).toList();
    return Chart.of(
        "DET",
        Chart.Axis.logarithmic("false match rate", 1.0 / scores.impostorCount(), 1),
        Chart.Axis.logarithmic("false non-match rate", 1.0 / scores.genuineCount(), 1),
        List.of(Chart.Series.of("", Chart.Kind.STEP, far, miss)),
        "Logarithmic axes; lower left is better.");
  }

  private static Chart histograms(VerificationScores scores) {
    double low = Math.min(scores.genuine(0), scores.impostor(0));
    double high =
        Math.max(
            scores.genuine(scores.genuineCount() - 1), scores.impostor(scores.impostorCount() - 1));
    double[] edges = new double[BINS + 1];
    double[] genuine = new double[BINS];
    double[] impostor = new double[BINS];
    for (int bin = 0; bin <= BINS; bin++) {
      edges[bin] = low + (high - low) * bin / BINS;
    }
    for (int bin = 0; bin < BINS; bin++) {
      boolean last = bin == BINS - 1;
      genuine[bin] = scores.tarAt(edges[bin]) - (last ? 0 : scores.tarAt(edges[bin + 1]));
      impostor[bin] = scores.farAt(edges[bin]) - (last ? 0 : scores.farAt(edges[bin + 1]));
    }
    return Chart.of(
        "Scores",
        Chart.Axis.linear("cosine similarity"),
        new Chart.Axis("share of pairs", false, true, 0, Double.NaN),
        List.of(
            Chart.Series.of("genuine", Chart.Kind.BARS, edges, genuine),
            Chart.Series.of("impostor", Chart.Kind.BARS, edges, impostor)),
        "The less the two overlap, the better the network tells people apart.");
  }
}
