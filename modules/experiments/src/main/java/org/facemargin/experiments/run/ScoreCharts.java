package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.experiments.report.Chart;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;

/** ROC and histograms of a set of pair scores. */
final class ScoreCharts {

  private static final int BINS = 48;

  /** Ratio of two false accept rates a logarithmic axis shows apart. */
  private static final double FINEST_STEP = 1.01;

  private final VerificationScores scores;
  private final double[] genuine;
  private final double[] impostor;

  ScoreCharts(PairScores pairs) {
    scores = pairs.verification();
    genuine = IntStream.range(0, scores.genuineCount()).mapToDouble(scores::genuine).toArray();
    impostor = IntStream.range(0, scores.impostorCount()).mapToDouble(scores::impostor).toArray();
  }

  /** True against false accept rate, at every threshold that occurs; x is logarithmic. */
  Chart roc() {
    RocCurve curve = RocCurve.exact(scores);
    List<Double> far = new ArrayList<>();
    List<Double> tar = new ArrayList<>();
    double last = 0;
    for (int point = 0; point < curve.size(); point++) {
      boolean visible = last == 0 || curve.far(point) / last > FINEST_STEP;
      if (curve.falseAccepts(point) > 0 && (visible || point == curve.size() - 1)) {
        last = curve.far(point);
        far.add(last);
        tar.add(curve.tar(point));
      }
    }
    return Chart.of(
        "ROC",
        Chart.Axis.logarithmic("false accept rate", 1.0 / impostor.length, 1),
        Chart.Axis.percent("true accept rate", 0, 1),
        List.of(Chart.Series.of("", Chart.Kind.STEP, far, tar)),
        impostor.length + " pairs of different people: nothing can be said below one in so many.");
  }

  /** Share of pairs per similarity, same and different. */
  Chart histograms() {
    double low = scores.smallest();
    double high = scores.largest();
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = low + (high - low) * i / BINS;
    }
    return Chart.of(
        "Similarity of pairs",
        Chart.Axis.linear("cosine similarity"),
        Chart.Axis.percent("share of pairs", 0, Double.NaN),
        List.of(
            Chart.Series.of("same person", Chart.Kind.BARS, edges, shares(genuine, low, high)),
            Chart.Series.of(
                "different people", Chart.Kind.BARS, edges, shares(impostor, low, high))),
        "The less the two overlap, the better the network tells people apart.");
  }

  private static double[] shares(double[] values, double low, double high) {
    double[] shares = new double[BINS];
    double width = Math.max((high - low) / BINS, Double.MIN_NORMAL);
    for (double value : values) {
      shares[Math.min(BINS - 1, (int) ((value - low) / width))] += 1.0 / values.length;
    }
    return shares;
  }
}
