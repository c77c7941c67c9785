package org.facemargin.metrics;

import java.util.Arrays;
import java.util.Optional;
import org.facemargin.core.DataException;

/**
 * Scores that remember which comparison each belongs to, so that comparisons can be drawn again:
 * what {@link Bootstrap} works on. The distinct scores are sorted once; a replicate costs one pass
 * over the comparisons and one over the distinct scores.
 *
 * <p>Memory: 13 bytes a comparison and 8 a distinct score.
 */
public final class ScoreTable {

  private final double[] descending;
  private final int[] step;
  private final boolean[] same;

  /**
   * @param scores one score a comparison; not modified
   * @param same whether the comparison is genuine; owned by this table
   * @throws DataException if a score is NaN
   */
  public ScoreTable(double[] scores, boolean[] same) {
    if (scores.length != same.length) {
      throw new IllegalArgumentException(scores.length + " scores but " + same.length + " labels");
    }
    double[] ascending = distinct(scores);
    this.descending = new double[ascending.length];
    for (int i = 0; i < ascending.length; i++) {
      descending[i] = ascending[ascending.length - 1 - i];
    }
    this.step = new int[scores.length];
    for (int k = 0; k < scores.length; k++) {
      step[k] = ascending.length - 1 - Arrays.binarySearch(ascending, scores[k] + 0.0);
    }
    this.same = same;
  }

  private static double[] distinct(double[] scores) {
    double[] sorted = new double[scores.length];
    for (int k = 0; k < scores.length; k++) {
      if (Double.isNaN(scores[k])) {
        throw new DataException("The score of comparison " + k + " is NaN.");
      }
      sorted[k] = scores[k] + 0.0; // -0.0 becomes 0.0
    }
    Ascending.sort(sorted);
    int kept = 0;
    for (double score : sorted) {
      if (kept == 0 || score != sorted[kept - 1]) {
        sorted[kept++] = score;
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  /** Number of comparisons. */
  public int size() {
    return step.length;
  }

  /** Whether comparison {@code index} is genuine. */
  public boolean same(int index) {
    return same[index];
  }

  /** Whether another table labels the same comparisons alike. */
  public boolean hasLabelsOf(ScoreTable other) {
    return Arrays.equals(same, other.same);
  }

  /** Every comparison once. */
  public ScoreSteps steps() {
    return resampled(comparison -> 1);
  }

  /** Every comparison as often as a draw says; those drawn never are absent. */
  public ScoreSteps resampled(Resampling.Draw draw) {
    int[] falseAccepts = new int[descending.length];
    int[] trueAccepts = new int[descending.length];
    for (int k = 0; k < step.length; k++) {
      int times = draw.times(k);
      if (times > 0) {
        int[] counts = same[k] ? trueAccepts : falseAccepts;
        counts[step[k]] = Math.addExact(counts[step[k]], times);
      }
    }
    for (int i = 1; i < descending.length; i++) {
      falseAccepts[i] = Math.addExact(falseAccepts[i], falseAccepts[i - 1]);
      trueAccepts[i] = Math.addExact(trueAccepts[i], trueAccepts[i - 1]);
    }
    return new Replicate(descending, falseAccepts, trueAccepts);
  }

  /** One draw; used by one thread. Its curve and EER are found once, whatever is read from it. */
  private static final class Replicate implements ScoreSteps {

    private final double[] thresholds;
    private final int[] falseAccepts;
    private final int[] trueAccepts;
    private Optional<RocCurve> curve = Optional.empty();
    private Optional<EqualErrorRate> equalErrorRate = Optional.empty();

    Replicate(double[] thresholds, int[] falseAccepts, int[] trueAccepts) {
      this.thresholds = thresholds;
      this.falseAccepts = falseAccepts;
      this.trueAccepts = trueAccepts;
    }

    @Override
    public int genuineCount() {
      return trueAccepts[trueAccepts.length - 1];
    }

    @Override
    public int impostorCount() {
      return falseAccepts[falseAccepts.length - 1];
    }

    @Override
    public void forEachStep(StepVisitor visitor) {
      int before = 0;
      for (int i = 0; i < thresholds.length; i++) {
        int accepted = falseAccepts[i] + trueAccepts[i];
        if (accepted > before) {
          visitor.visit(thresholds[i], falseAccepts[i], trueAccepts[i]);
        }
        before = accepted;
      }
    }

    /** False accepts rise from step to step: the last step within the budget is found by halves. */
    @Override
    public int trueAcceptsWithin(long budget) {
      int low = 0;
      int high = falseAccepts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (falseAccepts[middle] <= budget) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == 0 ? 0 : trueAccepts[low - 1];
    }

    @Override
    public RocCurve curve() {
      RocCurve made = curve.orElseGet(() -> RocCurve.withoutCollinearPoints(this));
      curve = Optional.of(made);
      return made;
    }

    @Override
    public EqualErrorRate equalErrorRate() {
      EqualErrorRate found = equalErrorRate.orElseGet(() -> EqualErrorRate.of(this));
      equalErrorRate = Optional.of(found);
      return found;
    }
  }
}
