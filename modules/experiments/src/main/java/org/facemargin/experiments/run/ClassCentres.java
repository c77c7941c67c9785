package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.facemargin.core.RandomStream;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/** Class centres: how they begin, and whether they have all gone to one pole. */
final class ClassCentres {

  /** Standard deviation arcface_torch draws class centres with. */
  private static final double DEVIATION = 0.01;

  private ClassCentres() {}

  /**
   * Fills the centres with normal values from the stream "centres" of the run's seed; ranks that
   * share them skip those of the classes before theirs.
   */
  static void initialise(MarginHead head, long seed) {
    FloatBuffer weights = head.weights();
    SplittableRandom random = RandomStream.of(seed, "centres").generator();
    for (long i = 0; i < (long) head.range().first() * head.dimension(); i++) {
      random.nextGaussian();
    }
    for (int i = 0; i < weights.remaining(); i++) {
      weights.put(weights.position() + i, (float) (DEVIATION * random.nextGaussian()));
    }
    head.weightsChanged();
  }

  /** Euclidean norm of the mean of the unit centres: 0 if they balance, 1 if all are one. */
  static double meanNorm(MarginHead head, Collective ranks) {
    FloatBuffer weights = head.weights().duplicate();
    int dimension = head.dimension();
    double[] mean = new double[dimension];
    float[] row = new float[dimension];
    for (int c = 0; c < head.range().count(); c++) {
      weights.get(row);
      double norm = norm(row);
      for (int i = 0; i < dimension; i++) {
        mean[i] += row[i] / Math.max(norm, Double.MIN_NORMAL) / head.classes();
      }
    }
    ranks.sum(mean);
    double sum = 0;
    for (double component : mean) {
      sum += component * component;
    }
    return Math.sqrt(sum);
  }

  private static double norm(float[] row) {
    double sum = 0;
    for (float component : row) {
      sum += (double) component * component;
    }
    return Math.sqrt(sum);
  }
}
