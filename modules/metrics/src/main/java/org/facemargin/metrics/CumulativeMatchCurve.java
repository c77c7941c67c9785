package org.facemargin.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cumulative match characteristic of a closed-set identification: the share of probes whose mate is
 * among the first k of the gallery. A probe's rank is 1 + the gallery entries that are not mates
 * and score at or above its best mate: a tie counts against the system, as MegaFace's and NIST's
 * rules for candidate lists ask.
 */
public final class CumulativeMatchCurve {

  private final int[] hits;
  private final int probes;

  private CumulativeMatchCurve(int[] hits, int probes) {
    this.hits = hits;
    this.probes = probes;
  }

  /**
   * @param betterOrEqual for each probe, the non-mates at or above its best mate; not modified
   * @param largestRank the last rank of the curve
   */
  public static CumulativeMatchCurve of(int[] betterOrEqual, int largestRank) {
    if (betterOrEqual.length == 0 || largestRank < 1) {
      throw new IllegalArgumentException(
          "A curve needs a probe and a rank, got "
              + betterOrEqual.length
              + " probes and ranks to "
              + largestRank);
    }
    int[] hits = new int[largestRank];
    for (int better : betterOrEqual) {
      if (better < largestRank) {
        hits[better]++;
      }
    }
    Arrays.parallelPrefix(hits, Integer::sum);
    return new CumulativeMatchCurve(hits, betterOrEqual.length);
  }

  /** The last rank known. */
  public int largestRank() {
    return hits.length;
  }

  /** Number of probes. */
  public int probes() {
    return probes;
  }

  /** Probes identified at rank {@code rank}, from 1. */
  public int hits(int rank) {
    return hits[rank - 1];
  }

  /** Share of probes identified at rank {@code rank}, from 1. */
  public double rate(int rank) {
    return (double) hits(rank) / probes;
  }

  /** The rates at ranks 1, 2, … {@code ranks}, or to the last rank known. */
  public List<Double> rates(int ranks) {
    return IntStream.rangeClosed(1, Math.min(ranks, hits.length)).mapToObj(this::rate).toList();
  }

  /** Wilson's interval of {@link #rate}. */
  public ConfidenceInterval interval(int rank) {
    return ConfidenceInterval.wilson(hits(rank), probes);
  }
}
