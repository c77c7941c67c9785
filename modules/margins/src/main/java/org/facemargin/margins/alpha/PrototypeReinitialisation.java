package org.facemargin.margins.alpha;

import java.nio.FloatBuffer;
import org.facemargin.core.ConfigurationException;

/**
 * A3M-I: at one step of training some class centres are replaced by the mean direction of their
 * class's embeddings, "a mid-training prototype re-initialization that realigns identity prototypes
 * with embeddings" (arXiv 2511.13621).
 *
 * <p>The paper's details could not be read: when, which classes, how the mean is taken and what
 * becomes of the momentum are configuration here. The mean is that of unit embeddings, made to unit
 * length and given the old centre's norm, so that the optimiser's step size keeps its meaning; the
 * momentum of a replaced centre is set to 0 by whoever owns it.
 *
 * @param atStep the step before which centres are replaced
 * @param which which centres are replaced
 */
public record PrototypeReinitialisation(long atStep, Which which) {

  /** Which centres are replaced. */
  public enum Which {
    /** All that have an embedding. */
    ALL,
    /**
     * Those whose mean direction lies further than 90° from them: they attract none of their own.
     */
    OPPOSED
  }

  public PrototypeReinitialisation {
    if (atStep < 1) {
      throw new ConfigurationException(
          "Prototypes are re-initialised at a step of at least 1, got " + atStep + ".");
    }
  }

  /** Sums of unit embeddings by class: one pass over the training set. */
  public static final class Directions {
    private final int dimension;
    private final double[][] sums;

    /**
     * @param classes C
     * @param dimension d
     */
    public Directions(int classes, int dimension) {
      this.dimension = dimension;
      sums = new double[classes][];
    }

    /** Counts a batch of raw embeddings, (N, d). */
    public void add(FloatBuffer embeddings, int[] labels) {
      for (int i = 0; i < labels.length; i++) {
        double squares = 0;
        for (int k = 0; k < dimension; k++) {
          squares += (double) embeddings.get(i * dimension + k) * embeddings.get(i * dimension + k);
        }
        if (squares == 0) {
          continue;
        }
        if (sums[labels[i]] == null) {
          sums[labels[i]] = new double[dimension];
        }
        for (int k = 0; k < dimension; k++) {
          sums[labels[i]][k] += embeddings.get(i * dimension + k) / Math.sqrt(squares);
        }
      }
    }
  }

  /**
   * Replaces centres.
   *
   * @param centres raw class centres, (C, d); replaced rows keep their norm
   * @return whether each class's centre was replaced
   */
  public boolean[] apply(FloatBuffer centres, Directions directions) {
    boolean[] replaced = new boolean[directions.sums.length];
    for (int j = 0; j < replaced.length; j++) {
      double[] sum = directions.sums[j];
      replaced[j] = sum != null && replace(centres, j, sum);
    }
    return replaced;
  }

  private boolean replace(FloatBuffer centres, int j, double[] sum) {
    double squares = 0;
    double along = 0;
    double centreSquares = 0;
    for (int k = 0; k < sum.length; k++) {
      double old = centres.get(j * sum.length + k);
      squares += sum[k] * sum[k];
      along += sum[k] * old;
      centreSquares += old * old;
    }
    if (squares == 0 || (which == Which.OPPOSED && along >= 0)) {
      return false;
    }
    double scale = Math.sqrt(centreSquares / squares);
    for (int k = 0; k < sum.length; k++) {
      centres.put(j * sum.length + k, (float) (sum[k] * scale));
    }
    return true;
  }
}
