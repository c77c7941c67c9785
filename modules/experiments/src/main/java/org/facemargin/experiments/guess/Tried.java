package org.facemargin.experiments.guess;

import java.util.List;
import java.util.Optional;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.metrics.Bootstrap;
import org.facemargin.metrics.PairedBootstrap;
import org.facemargin.metrics.Resampling;
import org.facemargin.metrics.ScoreSteps;
import org.facemargin.metrics.ScoreTable;
import org.facemargin.metrics.SensitivityMetric;
import org.facemargin.metrics.Statistic;

/**
 * One way to feed a network, and what came of it.
 *
 * @param color order of the planes
 * @param scaling of a byte
 * @param layout of the input
 * @param scores cosines of the pairs, or empty where there were none
 * @param problem why there are none, or empty
 */
record Tried(
    ColorOrder color,
    Scaling scaling,
    TensorLayout layout,
    Optional<ScoreTable> scores,
    String problem) {

  private static final int REPLICATES = 1000;

  private static final Statistic SEPARATION =
      Statistic.of("d_prime", MetricValue.Kind.NUMBER, Tried::separation);

  /** d', 0 where all scores are one. */
  private static double separation(ScoreSteps scores) {
    double found = SensitivityMetric.sensitivity(scores);
    return Double.isNaN(found) ? 0 : found;
  }

  /** d' of these pairs; below every other where there are no scores. */
  double separation() {
    return scores.map(table -> separation(table.steps())).orElse(Double.NEGATIVE_INFINITY);
  }

  /** The largest share of pairs that one threshold judges rightly, chosen on these pairs. */
  double accuracy() {
    double[] best = {0};
    scores.ifPresent(
        table -> {
          ScoreSteps steps = table.steps();
          best[0] = steps.impostorCount();
          steps.forEachStep(
              (score, falseAccepts, trueAccepts) ->
                  best[0] = Math.max(best[0], trueAccepts + steps.impostorCount() - falseAccepts));
          best[0] /= table.size();
        });
    return best[0];
  }

  /** Whether people are told apart at all: 95 % of pairs drawn again have d' above 0. */
  boolean separates() {
    return scores
        .map(table -> bootstrap(table).intervals(table, List.of(SEPARATION)).get(0).low() > 0)
        .orElse(false);
  }

  /** Whether this separates people better than another in 95 % of pairs drawn again. */
  boolean isBetterThan(Tried other) {
    if (scores.isEmpty() || other.scores.isEmpty()) {
      return scores.isPresent();
    }
    ScoreTable table = scores.get();
    return PairedBootstrap.of(table, other.scores.get(), List.of(SEPARATION), bootstrap(table))
            .get(0)
            .interval()
            .low()
        > 0;
  }

  private static Bootstrap bootstrap(ScoreTable table) {
    boolean[] same = new boolean[table.size()];
    for (int i = 0; i < same.length; i++) {
      same[i] = table.same(i);
    }
    return new Bootstrap(Resampling.ofComparisons(same), REPLICATES, 1);
  }

  String words() {
    return color + ", " + scaling.words() + ", " + layout;
  }
}
