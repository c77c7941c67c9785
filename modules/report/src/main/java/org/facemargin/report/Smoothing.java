package org.facemargin.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Exponential smoothing over x: a value's weight falls to 1/e within {@code span}, and the weights
 * of all values so far add up to one. Equal to the exponential mean with {@code keep = exp(-1 /
 * span)} where x advances by one.
 */
final class Smoothing {

  private Smoothing() {}

  /**
   * @param x ascending
   * @param y as many; NaN is passed over
   * @param span in units of x, above 0
   */
  static List<Double> of(List<Double> x, List<Double> y, double span) {
    List<Double> out = new ArrayList<>(y.size());
    double sum = 0;
    double weight = 0;
    double last = Double.NaN;
    for (int k = 0; k < y.size(); k++) {
      double value = y.get(k);
      if (Double.isNaN(value)) {
        out.add(weight == 0 ? Double.NaN : sum / weight);
        continue;
      }
      double keep = Double.isNaN(last) ? 0 : Math.exp((last - x.get(k)) / span);
      sum = keep * sum + value;
      weight = keep * weight + 1;
      last = x.get(k);
      out.add(sum / weight);
    }
    return out;
  }
}
