package org.facemargin.evaluation.templates;

import java.util.stream.IntStream;
import org.facemargin.metrics.VerificationScores;

/** IJB 1:1: the cosine of every pair of templates. */
public final class TemplateVerification {

  private TemplateVerification() {}

  /** Scores of the pairs, genuine and impostor. */
  public static VerificationScores scores(
      TemplatePooling pooling, double[][] templates, TemplatePairs pairs) {
    double[] scores = new double[pairs.size()];
    IntStream.range(0, pairs.size())
        .parallel()
        .forEach(
            i ->
                scores[i] =
                    TemplatePooling.dot(
                        templates[pooling.positionOf(pairs.first()[i])],
                        templates[pooling.positionOf(pairs.second()[i])]));
    return VerificationScores.of(scores, pairs.same());
  }
}
