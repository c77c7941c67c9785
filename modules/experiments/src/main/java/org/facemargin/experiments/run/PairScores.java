package org.facemargin.experiments.run;

import java.util.Arrays;
import java.util.List;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.pairs.FoldVerification;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;

/**
 * What a network says of pairs.
 *
 * @param pairs the pairs, fold after fold
 * @param list the same as the protocol takes them
 * @param distances squared distances of unit embeddings
 */
record PairScores(List<FacePair> pairs, PairList list, PairDistances distances) {

  private static final double VAL_FAR = 1e-3;

  /** Cosine similarities: 1 - d² / 2. */
  double[] cosines() {
    return Arrays.stream(distances.values()).map(d -> 1 - d / 2).toArray();
  }

  VerificationScores verification() {
    return VerificationScores.of(cosines(), list.same());
  }

  /** Ten-fold accuracy, area under the curve. */
  List<MetricValue> metrics() {
    FoldVerification folds = FoldVerification.of(distances, list, VAL_FAR);
    double accuracy = folds.accuracy().mean();
    ConfidenceInterval interval =
        ConfidenceInterval.wilson(Math.round(accuracy * list.size()), list.size());
    return List.of(
        new MetricValue(
            "accuracy",
            accuracy,
            interval.low(),
            interval.high(),
            list.size(),
            "95 % Wilson interval, pairs pooled over " + list.folds() + " folds"),
        MetricValue.of("accuracy_std", folds.accuracy().populationStd(), list.folds()),
        MetricValue.of("auc", RocCurve.exact(verification()).area(), list.size()));
  }
}
