package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.experiments.report.Chart;

/** ROC and histograms of a set of pair scores. */
final class ScoreCharts {

  private static final int BINS = 48;
  private static final int MOST_POINTS = 400;

  private final double[] genuine;
  private final double[] impostor;

  ScoreCharts(PairScores scores) {
    boolean[] same = scores.same();
    genuine = of(scores.cosines(), same, true);
    impostor = of(scores.cosines(), same, false);
  }

  private static double[] of(double[] cosines, boolean[] same, boolean wanted) {
    double[] chosen = new double[cosines.length];
    int count = 0;
    for (int i = 0; i < cosines.length; i++) {
      if (same[i] == wanted) {
        chosen[count++] = cosines[i];
      }
    }
    chosen = Arrays.copyOf(chosen, count);
    Arrays.sort(chosen);
    return chosen;
  }

  /** True against false accept rate, at every threshold that occurs; x is logarithmic. */
  Chart roc() {
    List<Double> far = new ArrayList<>();
    List<Double> tar = new ArrayList<>();
    int every = Math.max(1, impostor.length / MOST_POINTS);
    for (int accepted = 1; accepted <= impostor.length; accepted += next(accepted, every)) {
      double threshold = impostor[impostor.length - accepted];
      far.add((double) atOrAbove(impostor, threshold) / impostor.length);
      tar.add((double) atOrAbove(genuine, threshold) / genuine.length);
    }
    return Chart.of(
        "ROC",
        Chart.Axis.logarithmic("false accept rate", 1.0 / impostor.length, 1),
        Chart.Axis.percent("true accept rate", 0, 1),
        List.of(Chart.Series.of("", Chart.Kind.STEP, far, tar)),
        impostor.length + " pairs of different people: nothing can be said below one in so many.");
  }

  /** Single steps where the logarithmic axis shows them, larger ones where it does not. */
  private static int next(int accepted, int every) {
    return Math.min(every, Math.max(1, accepted / 20));
  }

  private static int atOrAbove(double[] sorted, double threshold) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] >= threshold) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return sorted.length - low;
  }

  /** Share of pairs per similarity, same and different. */
  Chart histograms() {
    double low = Math.min(genuine[0], impostor[0]);
    double high = Math.max(genuine[genuine.length - 1], impostor[impostor.length - 1]);
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = low + (high - low) * i / BINS;
    }
    return Chart.of(
        "Similarity of pairs",
        Chart.Axis.linear("cosine similarity"),
        new Chart.Axis("share of pairs", false, true, 0, Double.NaN),
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
