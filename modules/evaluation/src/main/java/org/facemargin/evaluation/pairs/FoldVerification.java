package org.facemargin.evaluation.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.metrics.AccuracyGrid;
import org.facemargin.metrics.AccuracyGrid.Confusion;
import org.facemargin.metrics.Spread;

/**
 * Cross-validated verification of pairs, exactly as insightface's {@code verification.py} (a copy
 * of facenet's {@code lfw.py}) computes it; "unrestricted with labelled outside data" in LFW's
 * words.
 *
 * <p>Accuracy: thresholds i · 0.01, i = 0 … 399, over squared distances; a pair is called same when
 * its distance is strictly below. A fold's threshold is the first with the highest accuracy on the
 * other folds. All counts are integers, so that ties fall as they do there.
 *
 * <p>Accuracy by cosine, as those compute it who compare cosines: thresholds -1 + i · 0.001, i = 0
 * … 2000; a pair is called same when its cosine 1 - d / 2 is at or above; again the first, so the
 * lowest, of the best. The two differ by tenths of a point on one network.
 *
 * <p>val@FAR: thresholds i · 0.001, i = 0 … 3999; a fold's threshold is interpolated linearly
 * between the last grid point whose FAR on the other folds is at most the target and the next one.
 * That is what scipy's {@code interp1d(kind='slinear')} gave while it accepted repeated abscissae;
 * scipy since 1.9 refuses them, so that insightface's own code fails there. Where even the largest
 * threshold's FAR is below the target the threshold is 0.
 *
 * @param accuracy over folds
 * @param accuracyByCosine the same over the grid of cosines
 * @param folds fold by fold
 * @param val TAR at the target FAR over folds, population std as the peers print it
 * @param meanFar FAR reached, mean over folds
 * @param targetFar the FAR asked for
 * @param tar mean true accept rate over folds at every accuracy threshold, for the peers' ROC
 * @param far mean false accept rate over folds at every accuracy threshold
 */
public record FoldVerification(
    Spread accuracy,
    Spread accuracyByCosine,
    List<Fold> folds,
    Spread val,
    double meanFar,
    double targetFar,
    double[] tar,
    double[] far) {

  private static final int ACCURACY_THRESHOLDS = 400;
  private static final double ACCURACY_STEP = 0.01;

  private static final int COSINE_THRESHOLDS = 2001;
  private static final double COSINE_STEP = 0.001;

  private static final int VAL_THRESHOLDS = 4000;
  private static final double VAL_STEP = 0.001;

  /**
   * One fold as the test fold.
   *
   * @param accuracy share of its pairs judged rightly
   * @param threshold squared distance below which pairs are called same, chosen on the other folds
   * @param val its TAR at the threshold chosen for the target FAR
   * @param far its FAR there
   * @param valThreshold that threshold
   */
  public record Fold(
      double accuracy, double threshold, double val, double far, double valThreshold) {}

  public FoldVerification {
    folds = List.copyOf(folds);
  }

  /**
   * Applies the protocol.
   *
   * @param distances squared distances of the pairs
   * @param targetFar false accept rate of val@FAR, 1e-3 by convention
   * @throws DataException if a fold lacks same or different pairs
   */
  public static FoldVerification of(PairDistances distances, PairList pairs, double targetFar) {
    requireBothKinds(pairs);
    AccuracyGrid grid = grid(distances, pairs, ACCURACY_THRESHOLDS, ACCURACY_STEP);
    AccuracyGrid fine = grid(distances, pairs, VAL_THRESHOLDS, VAL_STEP);
    List<Fold> folds = new ArrayList<>();
    double[] tar = new double[ACCURACY_THRESHOLDS];
    double[] far = new double[ACCURACY_THRESHOLDS];
    for (int f = 0; f < pairs.folds(); f++) {
      int fold = f;
      Confusion test = grid.of(other -> other == fold);
      int best = grid.of(other -> other != fold).firstBest();
      double valThreshold = valThreshold(fine, fold, targetFar);
      Rates rates = rates(distances, pairs, fold, valThreshold);
      folds.add(
          new Fold(test.accuracy(best), grid.threshold(best), rates.tar, rates.far, valThreshold));
      for (int t = 0; t < ACCURACY_THRESHOLDS; t++) {
        tar[t] += test.tar(t) / pairs.folds();
        far[t] += test.far(t) / pairs.folds();
      }
    }
    return new FoldVerification(
        Spread.of(folds.stream().mapToDouble(Fold::accuracy).toArray()),
        accuracyByCosine(distances, pairs),
        folds,
        Spread.of(folds.stream().mapToDouble(Fold::val).toArray()),
        folds.stream().mapToDouble(Fold::far).average().orElseThrow(),
        targetFar,
        tar,
        far);
  }

  /** Whether each pair is judged rightly at the threshold of its fold. */
  public boolean[] rightly(PairDistances distances, PairList pairs) {
    boolean[] rightly = new boolean[pairs.size()];
    for (int i = 0; i < rightly.length; i++) {
      boolean accepted = distances.values()[i] < folds.get(pairs.foldOf(i)).threshold();
      rightly[i] = accepted == pairs.same()[i];
    }
    return rightly;
  }

  private static void requireBothKinds(PairList pairs) {
    int[] same = new int[pairs.folds()];
    int[] different = new int[pairs.folds()];
    for (int i = 0; i < pairs.size(); i++) {
      (pairs.same()[i] ? same : different)[pairs.foldOf(i)]++;
    }
    for (int fold = 0; fold < pairs.folds(); fold++) {
      if (same[fold] == 0 || different[fold] == 0) {
        throw DataException.of(
            "Fold %s of %s has %s same and %s different pairs; both kinds are needed. Lists that"
                + " hold all pairs of one kind first must be interleaved: interleave: true in the"
                + " card or the run, or --set interleave=true.",
            fold + 1, pairs.folds(), same[fold], different[fold]);
      }
    }
  }

  private static Spread accuracyByCosine(PairDistances distances, PairList pairs) {
    AccuracyGrid grid = new AccuracyGrid(pairs.folds(), COSINE_THRESHOLDS, COSINE_STEP);
    for (int i = 0; i < pairs.size(); i++) {
      // Over 1 + cosine; here what lies below the threshold is called different.
      grid.add(pairs.foldOf(i), 2 - distances.values()[i] / 2, !pairs.same()[i]);
    }
    return Spread.of(
        IntStream.range(0, pairs.folds())
            .mapToDouble(
                fold ->
                    grid.of(other -> other == fold)
                        .accuracy(grid.of(other -> other != fold).firstBest()))
            .toArray());
  }

  private static AccuracyGrid grid(
      PairDistances distances, PairList pairs, int thresholds, double step) {
    AccuracyGrid grid = new AccuracyGrid(pairs.folds(), thresholds, step);
    for (int i = 0; i < pairs.size(); i++) {
      grid.add(pairs.foldOf(i), distances.values()[i], pairs.same()[i]);
    }
    return grid;
  }

  private static double valThreshold(AccuracyGrid grid, int fold, double target) {
    Confusion train = grid.of(other -> other != fold);
    int last = grid.size() - 1;
    if (train.far(last) < target) {
      return 0;
    }
    int below = -1;
    for (int t = 0; t < grid.size(); t++) {
      if (train.far(t) <= target) {
        below = t;
      }
    }
    if (below == last) {
      return grid.threshold(last);
    }
    double low = train.far(below);
    double high = train.far(below + 1);
    double share = (target - low) / (high - low);
    return grid.threshold(below) + share * (grid.threshold(below + 1) - grid.threshold(below));
  }

  private record Rates(double tar, double far) {}

  private static Rates rates(PairDistances distances, PairList pairs, int fold, double threshold) {
    int same = 0;
    int different = 0;
    int trueAccepts = 0;
    int falseAccepts = 0;
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.foldOf(i) != fold) {
        continue;
      }
      boolean accepted = distances.values()[i] < threshold;
      if (pairs.same()[i]) {
        same++;
        trueAccepts += accepted ? 1 : 0;
      } else {
        different++;
        falseAccepts += accepted ? 1 : 0;
      }
    }
    return new Rates((double) trueAccepts / same, (double) falseAccepts / different);
  }
}
