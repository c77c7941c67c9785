package org.facemargin.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Error versus reject (P. Grother, E. Tabassi, Performance of biometric quality measures, IEEE
 * TPAMI 29, 2007): how the FNMR at a fixed threshold falls when the genuine comparisons of lowest
 * quality are refused first. The quality of a comparison is that of its worse side. A quality that
 * orders comparisons well brings the curve down fast; one that says nothing leaves it level.
 *
 * <p>Comparisons of equal quality are refused together: a point asks for a share and takes the
 * largest reachable one that does not exceed it.
 */
public final class ErrorVersusReject {

  private static final int STEPS = 20;

  private ErrorVersusReject() {}

  /**
   * One point.
   *
   * @param rejected share of genuine comparisons refused, at most the share asked for
   * @param left genuine comparisons that remain
   * @param falseNonMatches those of them below the threshold
   */
  public record Point(double rejected, int left, int falseNonMatches) {

    /** FNMR of what remains. */
    public double fnmr() {
      return (double) falseNonMatches / left;
    }
  }

  /**
   * Points at shares of 0, 5, … 95 %.
   *
   * @param scores of genuine comparisons; not modified
   * @param quality of each, the lower of its two sides; not modified
   * @param threshold accept at or above it
   */
  public static List<Point> of(double[] scores, double[] quality, double threshold) {
    if (scores.length == 0 || scores.length != quality.length) {
      throw new IllegalArgumentException(
          scores.length + " scores, " + quality.length + " qualities");
    }
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(quality[a], quality[b]));
    int errors = 0;
    for (double score : scores) {
      errors += score < threshold ? 1 : 0;
    }
    List<Point> points = new ArrayList<>();
    int refused = 0;
    for (int step = 0; step < STEPS; step++) {
      int most = (int) ((long) scores.length * step / STEPS);
      for (int end = groupEnd(order, quality, refused);
          end <= most;
          end = groupEnd(order, quality, refused)) {
        for (; refused < end; refused++) {
          errors -= scores[order[refused]] < threshold ? 1 : 0;
        }
      }
      points.add(new Point((double) refused / scores.length, scores.length - refused, errors));
    }
    return points;
  }

  /** One past the last comparison with the quality of {@code order[from]}. */
  private static int groupEnd(Integer[] order, double[] quality, int from) {
    int end = from;
    while (end < order.length && quality[order[end]] == quality[order[from]]) {
      end++;
    }
    return end;
  }
}
