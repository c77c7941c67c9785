package org.facemargin.evaluation.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.metrics.OperatingPoint;

/**
 * Identification and verification among distractors, as MegaFace's challenge 1 defines them.
 *
 * <pre>
 * For each identity and each ordered pair (i, j) of its n pictures: i is the mate in the gallery, j the probe.
 * rank(i, j)  = 1 + distractors d with s(d, j) &gt; s(i, j)          a tie is a hit
 * rate at k   = pairs with rank ≤ k / Σ n (n - 1)
 * genuine     = pairs i &lt; j of one identity;   impostors = all probe × distractor scores
 * </pre>
 *
 * <p>That is FaceX-Zoo's rule (hit at rank k if s(i, j) is at least the k-th highest distractor
 * score). Ranks are counted, not searched for in a list of the top k, so that every rank wanted is
 * exact at every number of distractors in one pass; a mate that has more distractors above it than
 * the last rank wanted is not counted further. Scores are those of double precision.
 *
 * <p>Cost one matrix product of probes · distractors · d; memory a few megabytes beside the probes,
 * whatever the number of distractors.
 */
public final class DistractorSearch {

  private final long[][] ranks;
  private final long pairs;
  private final double[] genuine;
  private final double[] impostors;
  private final long impostorCount;

  private DistractorSearch(
      long[][] ranks, long pairs, double[] genuine, double[] impostors, long impostorCount) {
    this.ranks = ranks;
    this.pairs = pairs;
    this.genuine = genuine;
    this.impostors = impostors;
    this.impostorCount = impostorCount;
  }

  /**
   * Searches.
   *
   * @param identities identity of every probe, from 0
   * @param smallestSet for every distractor the first of the nested distractor sets that holds it;
   *     negative where it is left out
   * @param sets number of nested sets
   * @param largestRank the last rank wanted
   * @param largestFar the highest false accept rate that {@link #point} will be asked for
   * @throws DataException if no identity has two probes
   */
  public static DistractorSearch of(
      UnitVectors probes,
      int[] identities,
      UnitVectors distractors,
      int[] smallestSet,
      int sets,
      int largestRank,
      double largestFar,
      Progress progress) {
    Probe[] all = probes(probes, identities, sets, largestRank);
    long pairs = Arrays.stream(all).mapToLong(probe -> probe.mates.length).sum();
    if (pairs == 0) {
      throw new DataException("No identity has two probe pictures: there is nothing to find.");
    }
    long used = Arrays.stream(smallestSet).filter(set -> set >= 0).count();
    long impostorCount = used * all.length;
    int keep =
        Math.toIntExact(Math.min(impostorCount, 2 * (long) (largestFar * impostorCount) + 2));
    Scan scan = new Scan(all, distractors, smallestSet, keep);
    try (Progress.Task task = progress.start("searching", "distractors", distractors.size())) {
      scan.search.scan(probes, distractors, scan, task);
    }
    return new DistractorSearch(
        ranks(all, sets, largestRank),
        pairs,
        genuine(all),
        scan.highest.descending(),
        impostorCount);
  }

  /** One probe with the scores of its mates, ascending, and how distractors fall between them. */
  private static final class Probe {
    private final double[] vector;
    private final double[] mates;
    private final double[] laterMates;
    private final int largestRank;

    /** Distractors of set s with k mates below them, at [s][k]. */
    private final int[][] above;

    /** Distractors of set s at or below [s] change no rank that is wanted. */
    private final double[] lowest;

    Probe(double[] vector, double[] mates, double[] laterMates, int sets, int largestRank) {
      this.vector = vector;
      this.mates = mates;
      this.laterMates = laterMates;
      this.largestRank = largestRank;
      this.above = new int[sets][mates.length + 1];
      this.lowest = new double[sets];
      Arrays.fill(lowest, mates.length == 0 ? Double.POSITIVE_INFINITY : mates[0]);
    }

    int matesBelow(double score) {
      int low = 0;
      int high = mates.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (mates[middle] < score) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Leaves out the mates with {@code largestRank} distractors above them already. */
    void dropLostMates() {
      int[] higher = new int[mates.length];
      for (int set = 0; set < lowest.length; set++) {
        int sum = 0;
        int alive = mates.length;
        for (int mate = mates.length - 1; mate >= 0; mate--) {
          sum += above[set][mate + 1];
          higher[mate] += sum;
          if (higher[mate] < largestRank) {
            alive = mate;
          }
        }
        lowest[set] = alive == mates.length ? Double.POSITIVE_INFINITY : mates[alive];
      }
    }
  }

  private static Probe[] probes(UnitVectors vectors, int[] identities, int sets, int largestRank) {
    double[][] exact =
        IntStream.range(0, vectors.size())
            .parallel()
            .mapToObj(vectors::exact)
            .toArray(double[][]::new);
    Map<Integer, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < identities.length; i++) {
      members.computeIfAbsent(identities[i], identity -> new ArrayList<>()).add(i);
    }
    return IntStream.range(0, exact.length)
        .parallel()
        .mapToObj(
            j -> {
              List<Integer> same = members.get(identities[j]);
              double[] mates =
                  same.stream()
                      .filter(i -> i != j)
                      .mapToDouble(
                          i -> UnitVectors.dot(exact[Math.min(i, j)], exact[Math.max(i, j)]))
                      .sorted()
                      .toArray();
              double[] later =
                  same.stream()
                      .filter(i -> i > j)
                      .mapToDouble(i -> UnitVectors.dot(exact[j], exact[i]))
                      .toArray();
              return new Probe(exact[j], mates, later, sets, largestRank);
            })
        .toArray(Probe[]::new);
  }

  private static final class Scan implements CosineSearch.Visitor {
    private final Probe[] probes;
    private final UnitVectors distractors;
    private final int[] smallestSet;
    private final HighestScores highest;
    private final CosineSearch search;
    private final double tolerance;

    Scan(Probe[] probes, UnitVectors distractors, int[] smallestSet, int keep) {
      this.probes = probes;
      this.distractors = distractors;
      this.smallestSet = smallestSet;
      this.search = new CosineSearch(probes[0].vector.length);
      this.tolerance = search.tolerance();
      this.highest = new HighestScores(keep, tolerance, this::exact);
    }

    private double exact(int probe, int distractor) {
      return UnitVectors.dot(probes[probe].vector, distractors.exact(distractor));
    }

    @Override
    public void visit(int j, int first, float[] scores, int count) {
      Probe probe = probes[j];
      float floor = highest.floor();
      // The smallest set is part of all others: no mate is lost earlier than there.
      float low = Math.min(Math.nextDown((float) (probe.lowest[0] - tolerance)), floor);
      int[] found = new int[count];
      int size = ScoreKernels.get().atLeast(low, scores, count, found);
      boolean counted = false;
      for (int k = 0; k < size; k++) {
        int i = found[k];
        if (smallestSet[first + i] >= 0) {
          if (scores[i] >= floor) {
            highest.add(scores[i], j, first + i);
          }
          counted |= count(j, first + i, scores[i]);
        }
      }
      if (counted) {
        probe.dropLostMates();
      }
    }

    /** Whether it was above a mate that may be found yet. */
    private boolean count(int j, int distractor, float score) {
      Probe probe = probes[j];
      int set = smallestSet[distractor];
      if (score < probe.lowest[set] - tolerance) {
        return false;
      }
      int fewest = probe.matesBelow(score - tolerance);
      int most = probe.matesBelow(score + tolerance);
      probe.above[set][fewest == most ? fewest : probe.matesBelow(exact(j, distractor))]++;
      return true;
    }
  }

  private static long[][] ranks(Probe[] probes, int sets, int largestRank) {
    long[][] ranks = new long[sets][largestRank];
    for (Probe probe : probes) {
      long[] better = new long[probe.mates.length];
      for (int set = 0; set < sets; set++) {
        long higher = 0;
        for (int mate = probe.mates.length - 1; mate >= 0; mate--) {
          higher += probe.above[set][mate + 1];
          better[mate] += higher;
          if (better[mate] < largestRank) {
            ranks[set][(int) better[mate]]++;
          }
        }
      }
    }
    for (long[] hits : ranks) {
      Arrays.parallelPrefix(hits, Long::sum);
    }
    return ranks;
  }

  private static double[] genuine(Probe[] probes) {
    return Arrays.stream(probes)
        .flatMapToDouble(probe -> Arrays.stream(probe.laterMates))
        .sorted()
        .toArray();
  }

  /** Ordered pairs of one identity's pictures, Σ n (n - 1). */
  public long pairs() {
    return pairs;
  }

  /** Pairs found within the first {@code rank} among the distractors of a set. */
  public long hits(int set, int rank) {
    return ranks[set][rank - 1];
  }

  /** Share of pairs found within the first {@code rank}. */
  public double rate(int set, int rank) {
    return (double) hits(set, rank) / pairs;
  }

  /** Unordered pairs of one identity's pictures. */
  public int genuineCount() {
    return genuine.length;
  }

  /** Probe × distractor scores of the largest set. */
  public long impostorCount() {
    return impostorCount;
  }

  /**
   * Verification at one false accept rate.
   *
   * @param target the FAR asked for
   * @param tar largest TAR among thresholds with FAR at most the target (ISO/IEC 19795-1); NaN
   *     where the budget is 0: insufficient data
   * @param threshold scores above it are accepted; NaN likewise
   * @param falseAccepts impostors accepted there
   * @param budget ⌊far · impostors⌋
   * @param tarNearest TAR where FAR is nearest to the target, of two equally near the larger
   * @param farNearest that FAR
   */
  public record Point(
      double target,
      double tar,
      double threshold,
      long falseAccepts,
      long budget,
      double tarNearest,
      double farNearest) {

    /** As any protocol's operating point, by ISO's rule. */
    public OperatingPoint iso(DistractorSearch search) {
      return point(search, OperatingPoint.Rule.ISO, tar, threshold, falseAccepts);
    }

    /** The same by the nearest rate, whose threshold is not kept. */
    public OperatingPoint nearest(DistractorSearch search) {
      long accepted = Math.round(farNearest * search.impostorCount());
      return point(search, OperatingPoint.Rule.NEAREST, tarNearest, Double.NaN, accepted);
    }

    private OperatingPoint point(
        DistractorSearch search,
        OperatingPoint.Rule rule,
        double rate,
        double limit,
        long accepted) {
      return OperatingPoint.counted(
          rule,
          target,
          limit,
          Double.isNaN(rate) ? -1 : (int) Math.round(rate * search.genuineCount()),
          search.genuineCount(),
          accepted,
          budget,
          search.impostorCount());
    }
  }

  /**
   * @param far at most the {@code largestFar} of the search
   */
  public Point point(double far) {
    long budget = BigDecimal.valueOf(far).multiply(BigDecimal.valueOf(impostorCount)).longValue();
    int nearest = nearest(far);
    double tarNearest = tarAbove(boundary(nearest));
    double farNearest = (double) nearest / impostorCount;
    if (budget == 0) {
      return new Point(far, Double.NaN, Double.NaN, 0, 0, tarNearest, farNearest);
    }
    double threshold = boundary(budget);
    return new Point(
        far, tarAbove(threshold), threshold, accepted(threshold), budget, tarNearest, farNearest);
  }

  /** The score that the accepted ones lie above when at most {@code accepts} impostors may be. */
  private double boundary(long accepts) {
    return accepts >= impostorCount ? Double.NEGATIVE_INFINITY : impostors[(int) accepts];
  }

  private long accepted(double threshold) {
    int count = 0;
    while (count < impostors.length && impostors[count] > threshold) {
      count++;
    }
    return count;
  }

  /**
   * How many impostors are accepted where the rate is nearest; runs of equal scores are one step.
   */
  private int nearest(double far) {
    int best = 0;
    double distance = far;
    for (int accepts = 1; accepts <= impostors.length; accepts++) {
      boolean inTie = accepts < impostors.length && impostors[accepts] == impostors[accepts - 1];
      boolean unknown = accepts == impostors.length && accepts < impostorCount;
      double away = Math.abs((double) accepts / impostorCount - far);
      if (!inTie && !unknown && away <= distance) {
        best = accepts;
        distance = away;
      }
    }
    return best;
  }

  private double tarAbove(double threshold) {
    int above = 0;
    while (above < genuine.length && genuine[genuine.length - 1 - above] > threshold) {
      above++;
    }
    return (double) above / genuine.length;
  }
}
