package org.facemargin.metrics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve as values: what result files keep and charts draw.
 *
 * @param name what tells it from others of one measurement: "cmc", "roc of N1D1F2"
 * @param x what x is: "rank", "far", "fpir"
 * @param y what y is: "tar", "found"
 * @param xs values of x, in the curve's order
 * @param ys values of y, as many
 */
public record MeasuredCurve(String name, String x, String y, List<Double> xs, List<Double> ys) {

  public MeasuredCurve {
    xs = List.copyOf(xs);
    ys = List.copyOf(ys);
    if (xs.size() != ys.size()) {
      throw new IllegalArgumentException(
          "Curve '" + name + "' has " + xs.size() + " x and " + ys.size() + " y values.");
    }
  }

  /** A cumulative match characteristic: the share found at ranks 1, 2, … */
  public static MeasuredCurve ofRanks(String name, List<Double> shares) {
    List<Double> ranks =
        IntStream.rangeClosed(1, shares.size()).mapToObj(rank -> (double) rank).toList();
    return new MeasuredCurve(name, "rank", "found", ranks, shares);
  }
}
