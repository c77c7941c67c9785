package org.facemargin.core;

/**
 * One measured number with what is needed to read it. Rates are fractions in [0, 1]; only a
 * renderer shows percent.
 *
 * @param id what was measured: "accuracy", "tar@far=1e-4"
 * @param value the number; NaN where {@code note} says why there is none ("insufficient data")
 * @param low lower end of the interval, NaN where none was computed
 * @param high upper end of the interval, NaN where none was computed
 * @param count trials the number rests on
 * @param note how the interval was made, flags, or why there is no number; may be empty
 */
public record MetricValue(
    String id, double value, double low, double high, long count, String note) {

  /** A number without an interval. */
  public static MetricValue of(String id, double value, long count) {
    return new MetricValue(id, value, Double.NaN, Double.NaN, count, "");
  }
}
