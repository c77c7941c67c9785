package org.facemargin.margins.alpha;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.facemargin.core.ConfigurationException;

/**
 * A3M-I: at one step of training some class centres are replaced by the mean direction of their
 * class's embeddings, "a mid-training prototype re-initialization that realigns identity prototypes
 * with embeddings" (arXiv 2511.13621).
 *
 * <p>The paper's details could not be read: when, which classes, how the mean is taken and what
 * becomes of the momentum are configuration here, and the defaults ours. A replaced centre keeps
 * its norm, so that the optimiser's step size keeps its meaning. Momentum is reset by whoever owns
 * it.
 *
 * @param atStep steps made before centres are replaced, at least 1
 * @param which which centres are replaced
 * @param mean how the mean direction of a class is taken
 * @param momentum what becomes of a replaced centre's optimiser state
 */
public record PrototypeReinitialisation(long atStep, Which which, Mean mean, Momentum momentum) {

  /** Which centres are replaced. */
  public enum Which {
    /** All that have an embedding. */
    ALL,
    /**
     * Those whose mean direction lies further than 90° from them: they attract none of their own.
     */
    OPPOSED
  }

  /** How the mean direction of a class is taken. */
  public enum Mean {
    /** Of unit embeddings: every picture counts the same. */
    UNIT,
    /** Of raw embeddings: a picture counts by its embedding's norm, which follows its quality. */
    RAW
  }

  /** What becomes of a replaced centre's optimiser state. */
  public enum Momentum {
    /** Set to 0: it belongs to a direction the centre no longer has. */
    RESET,
    /** Left as it is. */
    KEEP
  }

  /** With the mean of unit embeddings and momentum reset. */
  public PrototypeReinitialisation(long atStep, Which which) {
    this(atStep, which, Mean.UNIT, Momentum.RESET);
  }

  public PrototypeReinitialisation {
    if (atStep < 1) {
      throw new ConfigurationException(
          "Prototypes are re-initialised at a step of at least 1, got " + atStep + ".");
    }
  }

  /** Empty sums for this plan's kind of mean. */
  public Directions directions(int classes, int dimension) {
    return new Directions(classes, dimension, mean);
  }

  /** Sums of embeddings by class: one pass over the training set. */
  public static final class Directions {
    private final int dimension;
    private final Mean mean;
    private final double[][] sums;

    /**
     * @param classes C
     * @param dimension d
     */
    private Directions(int classes, int dimension, Mean mean) {
      this(dimension, mean, new double[classes][]);
    }

    private Directions(int dimension, Mean mean, double[][] sums) {
      this.dimension = dimension;
      this.mean = mean;
      this.sums = sums;
    }

    /** The sums of consecutive classes alone. */
    public Directions of(int firstClass, int count) {
      return new Directions(
          dimension, mean, Arrays.copyOfRange(sums, firstClass, firstClass + count));
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
        double divisor = mean == Mean.UNIT ? Math.sqrt(squares) : 1;
        for (int k = 0; k < dimension; k++) {
          sums[labels[i]][k] += embeddings.get(i * dimension + k) / divisor;
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
