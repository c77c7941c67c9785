package org.facemargin.evaluation.pairs;

import java.util.stream.IntStream;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.features.FeatureMatrix;

/** Euclidean norms of raw embeddings, which some losses make a measure of quality. */
public final class EmbeddingNorms {

  private EmbeddingNorms() {}

  /**
   * The norm of what is compared: of x, or of x + x mirrored.
   *
   * @param features n rows of d, or of 2 d ([original, mirrored]) where {@code flip} is SUM
   */
  public static double[] of(FeatureMatrix features, FlipPolicy flip) {
    boolean both = flip == FlipPolicy.SUM;
    int dimension = both ? features.dimension() / 2 : features.dimension();
    return IntStream.range(0, features.rows())
        .parallel()
        .mapToDouble(row -> norm(features.row(row), dimension, both))
        .toArray();
  }

  private static double norm(float[] raw, int dimension, boolean both) {
    double squares = 0;
    for (int k = 0; k < dimension; k++) {
      double value = both ? (double) raw[k] + raw[dimension + k] : raw[k];
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
