package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.core.MetricValue;

/**
 * LFW's ten-fold accuracy over squared distances d² = 2 - 2 cos of unit embeddings: thresholds 0,
 * 0.01, … 3.99, a pair is called same where d² is strictly below; for each fold the first threshold
 * that is best on the other folds; mean over folds.
 */
final class TenFold {

  private static final int THRESHOLDS = 400;
  private static final double STEP = 0.01;

  private TenFold() {}

  /** Accuracy with its standard error over folds as an interval of two standard errors. */
  static List<MetricValue> measure(PairScores scores) {
    int perFold = scores.cosines().length / scores.folds();
    int[][] right = new int[scores.folds()][THRESHOLDS];
    for (int i = 0; i < scores.cosines().length; i++) {
      double distance = 2 - 2 * scores.cosines()[i];
      boolean same = scores.pairs().get(i).same();
      for (int t = 0; t < THRESHOLDS; t++) {
        right[i / perFold][t] += (distance < t * STEP) == same ? 1 : 0;
      }
    }
    double[] folds = new double[scores.folds()];
    for (int fold = 0; fold < folds.length; fold++) {
      folds[fold] = (double) right[fold][bestWithout(right, fold)] / perFold;
    }
    double mean = Arrays.stream(folds).average().orElseThrow();
    double squares = Arrays.stream(folds).map(f -> (f - mean) * (f - mean)).sum();
    double std = Math.sqrt(squares / folds.length);
    double error = Math.sqrt(squares / (folds.length - 1) / folds.length);
    List<MetricValue> values = new ArrayList<>();
    values.add(
        new MetricValue(
            "accuracy",
            mean,
            mean - 2 * error,
            mean + 2 * error,
            scores.cosines().length,
            "interval: two standard errors over " + folds.length + " folds"));
    values.add(MetricValue.of("accuracy_std", std, folds.length));
    return values;
  }

  private static int bestWithout(int[][] right, int left) {
    int best = 0;
    int most = -1;
    for (int t = 0; t < THRESHOLDS; t++) {
      int sum = 0;
      for (int fold = 0; fold < right.length; fold++) {
        sum += fold == left ? 0 : right[fold][t];
      }
      if (sum > most) {
        most = sum;
        best = t;
      }
    }
    return best;
  }
}
