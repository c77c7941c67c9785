package org.facemargin.evaluation.pairs;

import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.features.FeatureMatrix;

/**
 * Squared Euclidean distances of pairs of unit embeddings, in double precision as insightface
 * computes them.
 *
 * <pre>
 * E = normalise(x)  or  normalise(x + x mirrored)      raw, un-normalised embeddings are added; a zero row stays zero
 * d_i = Σ_k (E[first_i, k] - E[second_i, k])²           0 ≤ d ≤ 4, equals 2 - 2 cos
 * </pre>
 *
 * <p>Sums run from the first component to the last; numpy's run pairwise, which differs by about
 * one unit in the last place.
 *
 * @param values d of every pair, in the order of the list; owned by this record
 * @param meanNorm mean Euclidean norm of all raw embeddings, mirrored ones included: insightface's
 *     XNorm
 */
public record PairDistances(double[] values, double meanNorm) {

  /**
   * @param features n rows of d, or of 2 d ([original, mirrored]) where {@code flip} is SUM
   * @param pairs which rows are compared
   * @throws DataException if an embedding holds a number that is not finite; the row is named
   */
  public static PairDistances of(FeatureMatrix features, FlipPolicy flip, PairList pairs) {
    boolean both = flip == FlipPolicy.SUM;
    if (both && features.dimension() % 2 != 0) {
      throw new IllegalArgumentException(
          "Rows of [original, mirrored] have an even number of components.");
    }
    int dimension = both ? features.dimension() / 2 : features.dimension();
    double[][] units = new double[features.rows()][];
    double[] norms = new double[features.rows()];
    IntStream.range(0, features.rows())
        .parallel()
        .forEach(
            row -> {
              float[] raw = features.row(row);
              norms[row] = norm(raw, 0, dimension) + (both ? norm(raw, dimension, dimension) : 0);
              units[row] = unit(raw, dimension, both, row);
            });
    double sum = 0;
    for (double norm : norms) {
      sum += norm;
    }
    return new PairDistances(distances(units, pairs), sum / features.rows() / (both ? 2 : 1));
  }

  /**
   * @param units unit embeddings
   * @param pairs which of them are compared
   */
  public static PairDistances ofUnits(double[][] units, PairList pairs) {
    return new PairDistances(distances(units, pairs), 1);
  }

  private static double[] distances(double[][] units, PairList pairs) {
    return IntStream.range(0, pairs.size())
        .parallel()
        .mapToDouble(i -> squaredDistance(units[pairs.first()[i]], units[pairs.second()[i]]))
        .toArray();
  }

  private static double[] unit(float[] raw, int dimension, boolean both, int row) {
    double[] unit = new double[dimension];
    double squares = 0;
    for (int k = 0; k < dimension; k++) {
      unit[k] = both ? (double) raw[k] + raw[dimension + k] : raw[k];
      squares += unit[k] * unit[k];
    }
    if (!Double.isFinite(squares)) {
      throw new DataException(
          "The embedding in row " + row + " holds a number that is not finite.");
    }
    double norm = Math.sqrt(squares);
    for (int k = 0; k < dimension && norm > 0; k++) {
      unit[k] /= norm;
    }
    return unit;
  }

  private static double norm(float[] raw, int from, int dimension) {
    double squares = 0;
    for (int k = from; k < from + dimension; k++) {
      squares += (double) raw[k] * raw[k];
    }
    return Math.sqrt(squares);
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      double difference = a[k] - b[k];
      sum += difference * difference;
    }
    return sum;
  }
}
