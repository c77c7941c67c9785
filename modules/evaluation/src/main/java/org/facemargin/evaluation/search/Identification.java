package org.facemargin.evaluation.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.Progress;

/**
 * Every probe searched in a gallery, ties counted against the system and decided in double
 * precision.
 *
 * <pre>
 * mates of a probe:  gallery entries of its identity
 * score             = its best mate's score, or its highest score where it has no mate
 * rivals            = entries that are no mates with a score ≥ that of the best mate;  rank = 1 + rivals
 * </pre>
 *
 * <p>The peers sort with an unstable sort, which leaves the rank of a tied mate to chance; here a
 * mate has to be strictly better.
 */
public final class Identification {

  /** The identity of gallery entries that are nobody's mates: distractors. */
  public static final int NOBODY = -1;

  private final boolean[] mated;
  private final double[] scores;
  private final int[] rivals;
  private final double[] highestNonMates;

  private Identification(boolean[] mated, double[] scores, int[] rivals, double[] highestNonMates) {
    this.mated = mated;
    this.scores = scores;
    this.rivals = rivals;
    this.highestNonMates = highestNonMates;
  }

  /**
   * Searches.
   *
   * @param probeIdentities identity of every probe
   * @param galleryIdentities identity of every gallery entry, or {@link #NOBODY}
   * @param nonMateScores how many of the highest scores between probes and non-mates to keep
   */
  public static Identification of(
      UnitVectors probes,
      int[] probeIdentities,
      UnitVectors gallery,
      int[] galleryIdentities,
      int nonMateScores,
      Progress progress) {
    Searches searches = new Searches(probes, probeIdentities, gallery, galleryIdentities);
    searches.highest = new HighestScores(nonMateScores, searches.tolerance, searches::exact);
    try (Progress.Task task = progress.start("searching", "gallery entries", gallery.size())) {
      new CosineSearch(probes.dimension()).scan(probes, gallery, searches, task);
    }
    return new Identification(
        searches.mated, searches.scores, searches.rivals, searches.highest.descending());
  }

  /** Number of probes. */
  public int probes() {
    return mated.length;
  }

  /** Whether probe {@code index} has a mate in the gallery. */
  public boolean isMated(int index) {
    return mated[index];
  }

  /** Best mate's score, or the highest score of a probe without a mate. */
  public double score(int index) {
    return scores[index];
  }

  /** Entries that are no mates at or above the best mate; 0 where there is no mate. */
  public int rivals(int index) {
    return rivals[index];
  }

  /** Rivals of the probes that have a mate, in the order of the probes. */
  public int[] rivalsOfMated() {
    List<Integer> of = new ArrayList<>();
    for (int p = 0; p < mated.length; p++) {
      if (mated[p]) {
        of.add(rivals[p]);
      }
    }
    return of.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The highest scores between probes and non-mates that were asked for, descending. */
  public double[] highestNonMates() {
    return highestNonMates.clone();
  }

  private static final class Searches implements CosineSearch.Visitor {
    private final UnitVectors probes;
    private final UnitVectors gallery;
    private final int[] probeIdentities;
    private final int[] galleryIdentities;
    private final double tolerance;
    private final boolean[] mated;
    private final double[] scores;
    private final int[] rivals;
    private HighestScores highest;

    Searches(
        UnitVectors probes, int[] probeIdentities, UnitVectors gallery, int[] galleryIdentities) {
      this.probes = probes;
      this.gallery = gallery;
      this.probeIdentities = probeIdentities;
      this.galleryIdentities = galleryIdentities;
      tolerance = new CosineSearch(probes.dimension()).tolerance();
      mated = new boolean[probes.size()];
      scores = new double[probes.size()];
      rivals = new int[probes.size()];
      Arrays.fill(scores, Double.NEGATIVE_INFINITY);
      findMates();
    }

    private void findMates() {
      Map<Integer, List<Integer>> entries = new HashMap<>();
      for (int g = 0; g < galleryIdentities.length; g++) {
        entries.computeIfAbsent(galleryIdentities[g], identity -> new ArrayList<>()).add(g);
      }
      entries.remove(NOBODY);
      for (int p = 0; p < mated.length; p++) {
        List<Integer> mates = entries.getOrDefault(probeIdentities[p], List.of());
        mated[p] = !mates.isEmpty();
        double[] probe = mated[p] ? probes.exact(p) : new double[0];
        for (int mate : mates) {
          scores[p] = Math.max(scores[p], UnitVectors.dot(probe, gallery.exact(mate)));
        }
      }
    }

    @Override
    public void visit(int p, int first, float[] row, int count) {
      if (mated[p]) {
        countRivals(p, first, row, count);
      } else {
        findHighest(p, first, row, count);
      }
      collect(p, first, row, count);
    }

    private void countRivals(int p, int first, float[] row, int count) {
      double low = scores[p] - tolerance;
      double high = scores[p] + tolerance;
      double[] probe = null;
      for (int i = 0; i < count; i++) {
        if (row[i] >= low && galleryIdentities[first + i] != probeIdentities[p]) {
          if (row[i] <= high) {
            probe = probe == null ? probes.exact(p) : probe;
            rivals[p] += UnitVectors.dot(probe, gallery.exact(first + i)) >= scores[p] ? 1 : 0;
          } else {
            rivals[p]++;
          }
        }
      }
    }

    private void findHighest(int p, int first, float[] row, int count) {
      double[] probe = probes.exact(p);
      for (int i = 0; i < count; i++) {
        if (row[i] >= scores[p] - tolerance) {
          scores[p] = Math.max(scores[p], UnitVectors.dot(probe, gallery.exact(first + i)));
        }
      }
    }

    private void collect(int p, int first, float[] row, int count) {
      float low = highest.floor();
      for (int i = 0; i < count; i++) {
        if (row[i] >= low && galleryIdentities[first + i] != probeIdentities[p]) {
          highest.add(row[i], p, first + i);
        }
      }
    }

    private double exact(int p, int entry) {
      return UnitVectors.dot(probes.exact(p), gallery.exact(entry));
    }
  }
}
