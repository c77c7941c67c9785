package org.facemargin.core;

import java.util.List;

/**
 * One measured number with what is needed to read it. Rates are fractions in [0, 1]; only a
 * renderer shows percent.
 *
 * @param id what was measured: "accuracy", "tar_iso@far=1e-4"
 * @param value the number; NaN where {@code note} says why there is none
 * @param low lower end of the interval that is shown with it, NaN where none was computed
 * @param high upper end of that interval, NaN where none was computed
 * @param count trials the number rests on
 * @param note how that interval was made, or why there is no number; may be empty
 * @param kind how it is to be shown
 * @param support whether the data can carry it
 * @param also further intervals, made in other ways
 */
public record MetricValue(
    String id,
    double value,
    double low,
    double high,
    long count,
    String note,
    Kind kind,
    Support support,
    List<Interval> also) {

  /** What the note of an interval that is a spread around the value begins with. */
  public static final String SPREAD = "standard deviation";

  /** How a number is to be shown. */
  public enum Kind {
    /** A fraction, shown in percent. */
    RATE,
    /** Anything else. */
    NUMBER
  }

  /**
   * An interval.
   *
   * @param low lower end
   * @param high upper end
   * @param made how it was made
   */
  public record Interval(double low, double high, String made) {}

  /** Records of before knew neither kind nor support: they read as plain rates. */
  public MetricValue {
    kind = kind == null ? Kind.RATE : kind;
    support = support == null ? Support.SUFFICIENT : support;
    also = also == null ? List.of() : List.copyOf(also);
  }

  /** A rate that the data carry. */
  public MetricValue(String id, double value, double low, double high, long count, String note) {
    this(id, value, low, high, count, note, Kind.RATE, Support.SUFFICIENT, List.of());
  }

  /** A rate without an interval. */
  public static MetricValue of(String id, double value, long count) {
    return new MetricValue(id, value, Double.NaN, Double.NaN, count, "");
  }

  /** A number that is no rate, without an interval. */
  public static MetricValue number(String id, double value, long count) {
    return of(id, value, count).as(Kind.NUMBER);
  }

  /** The same, to be shown otherwise. */
  public MetricValue as(Kind other) {
    return new MetricValue(id, value, low, high, count, note, other, support, also);
  }

  /** The same, known so well. */
  public MetricValue with(Support known) {
    return new MetricValue(id, value, low, high, count, note, kind, known, also);
  }

  /** The same with one more interval. */
  public MetricValue and(Interval interval) {
    return new MetricValue(id, value, low, high, count, note, kind, support, List.of(interval));
  }

  /** The same under another id. */
  public MetricValue called(String other) {
    return new MetricValue(other, value, low, high, count, note, kind, support, also);
  }
}
