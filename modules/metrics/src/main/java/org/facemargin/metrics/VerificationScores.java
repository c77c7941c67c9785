package org.facemargin.metrics;

import java.util.Optional;
import org.facemargin.core.DataException;

/**
 * The scores of genuine and of impostor comparisons, each sorted once, as primitives. Every
 * verification metric is read from these two rows: nothing else of a comparison matters to it.
 *
 * <p>Memory: 8 bytes a comparison. Cost: one parallel primitive sort.
 */
public final class VerificationScores implements ScoreSteps {

  private final double[] genuine;
  private final double[] impostor;
  private Optional<RocCurve> curve = Optional.empty();
  private Optional<EqualErrorRate> equalErrorRate = Optional.empty();

  private VerificationScores(double[] genuine, double[] impostor) {
    this.genuine = prepared(genuine, "genuine");
    this.impostor = prepared(impostor, "impostor");
  }

  /**
   * From scores and labels in one order.
   *
   * @param scores one score a comparison; not modified
   * @param same whether the comparison is genuine
   * @throws DataException if a score is NaN or one of the two kinds is missing
   */
  public static VerificationScores of(double[] scores, boolean[] same) {
    if (scores.length != same.length) {
      throw new IllegalArgumentException(scores.length + " scores but " + same.length + " labels");
    }
    int positives = 0;
    for (boolean label : same) {
      positives += label ? 1 : 0;
    }
    double[] genuine = new double[positives];
    double[] impostor = new double[scores.length - positives];
    int g = 0;
    int i = 0;
    for (int k = 0; k < scores.length; k++) {
      if (same[k]) {
        genuine[g++] = scores[k];
      } else {
        impostor[i++] = scores[k];
      }
    }
    return new VerificationScores(genuine, impostor);
  }

  /**
   * From genuine and impostor scores in any order; both arrays are taken over and sorted in place.
   *
   * @throws DataException if a score is NaN or one of the two kinds is missing
   */
  public static VerificationScores owning(double[] genuine, double[] impostor) {
    return new VerificationScores(genuine, impostor);
  }

  private static double[] prepared(double[] scores, String kind) {
    if (scores.length == 0) {
      throw new DataException("There is no " + kind + " comparison among the scores.");
    }
    for (int k = 0; k < scores.length; k++) {
      if (Double.isNaN(scores[k])) {
        throw DataException.of("A %s score is NaN (comparison %s of its kind).", kind, k);
      }
      scores[k] += 0.0; // -0.0 becomes 0.0: sorting tells them apart, comparing does not
    }
    Ascending.sort(scores);
    return scores;
  }

  @Override
  public int genuineCount() {
    return genuine.length;
  }

  @Override
  public int impostorCount() {
    return impostor.length;
  }

  /** The {@code index}-th smallest genuine score, from 0. */
  public double genuine(int index) {
    return genuine[index];
  }

  /** The {@code index}-th smallest impostor score, from 0. */
  public double impostor(int index) {
    return impostor[index];
  }

  /** Genuine comparisons with a score at or above {@code threshold}. */
  public int genuineAtOrAbove(double threshold) {
    return genuine.length - lowerBound(genuine, threshold);
  }

  /** Impostor comparisons with a score at or above {@code threshold}: the false accepts. */
  public int impostorAtOrAbove(double threshold) {
    return impostor.length - lowerBound(impostor, threshold);
  }

  /** True accept rate at {@code threshold}. */
  public double tarAt(double threshold) {
    return (double) genuineAtOrAbove(threshold) / genuine.length;
  }

  /** False accept rate at {@code threshold}. */
  public double farAt(double threshold) {
    return (double) impostorAtOrAbove(threshold) / impostor.length;
  }

  /** The smallest observed score above {@code score}, or the next double where there is none. */
  public double nextAbove(double score) {
    double next = Math.nextUp(score);
    int g = lowerBound(genuine, next);
    int i = lowerBound(impostor, next);
    double above = Double.POSITIVE_INFINITY;
    if (g < genuine.length) {
      above = genuine[g];
    }
    if (i < impostor.length) {
      above = Math.min(above, impostor[i]);
    }
    return Double.isInfinite(above) ? next : above;
  }

  /** The smallest score of all. */
  public double smallest() {
    return Math.min(genuine[0], impostor[0]);
  }

  /** The largest score of all. */
  public double largest() {
    return Math.max(genuine[genuine.length - 1], impostor[impostor.length - 1]);
  }

  /** How many of an ascending row lie below {@code threshold}. */
  private static int lowerBound(double[] ascending, double threshold) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Found by halves. */
  @Override
  public int trueAcceptsWithin(long budget) {
    if (budget >= impostor.length) {
      return genuine.length;
    }
    double refused = impostor[impostor.length - 1 - (int) budget];
    return refused == Double.POSITIVE_INFINITY ? 0 : genuineAtOrAbove(Math.nextUp(refused));
  }

  /** Made once, whatever is read from it. */
  @Override
  public synchronized RocCurve curve() {
    RocCurve made = curve.orElseGet(() -> RocCurve.withoutCollinearPoints(this));
    curve = Optional.of(made);
    return made;
  }

  /** Found once, whichever of its definitions is asked for. */
  @Override
  public synchronized EqualErrorRate equalErrorRate() {
    EqualErrorRate found = equalErrorRate.orElseGet(() -> EqualErrorRate.of(this));
    equalErrorRate = Optional.of(found);
    return found;
  }

  @Override
  public void forEachStep(StepVisitor visitor) {
    int g = genuine.length - 1;
    int i = impostor.length - 1;
    while (g >= 0 || i >= 0) {
      double threshold =
          g < 0 ? impostor[i] : i < 0 ? genuine[g] : Math.max(genuine[g], impostor[i]);
      while (g >= 0 && genuine[g] == threshold) {
        g--;
      }
      while (i >= 0 && impostor[i] == threshold) {
        i--;
      }
      visitor.visit(threshold, impostor.length - 1 - i, genuine.length - 1 - g);
    }
  }
}
