package org.facemargin.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A chart of curves, points or bars over one pair of axes, drawn by the page itself.
 *
 * @param title what it shows
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn, in order of importance
 * @param marks vertical lines with a label
 * @param note one sentence under the chart; may be empty
 */
public record Chart(
    String title, Axis x, Axis y, List<Series> series, List<Mark> marks, String note) {

  public Chart {
    series = List.copyOf(series);
    marks = List.copyOf(marks);
  }

  /** A chart without marks. */
  public static Chart of(String title, Axis x, Axis y, List<Series> series, String note) {
    return new Chart(title, x, y, series, List.of(), note);
  }

  /** How a series is drawn. */
  public enum Kind {
    /** A line through the points. */
    LINE,
    /** A thin faint line: raw values behind a smoothed one. */
    FAINT,
    /** Steps: each value holds to the next x. */
    STEP,
    /** Single points, with whiskers where low and high are given. */
    POINTS,
    /** Bars from one x to the next; x has one value more than y. */
    BARS
  }

  /**
   * An axis.
   *
   * @param label what it measures, with its unit
   * @param logarithmic whether it is logarithmic; values must then be positive
   * @param percent whether values are fractions to be shown as percent
   * @param low lower end, NaN for the data's
   * @param high upper end, NaN for the data's
   */
  public record Axis(String label, boolean logarithmic, boolean percent, double low, double high) {

    /** A linear axis over the data's range. */
    public static Axis linear(String label) {
      return new Axis(label, false, false, Double.NaN, Double.NaN);
    }

    /** A linear axis in percent, from {@code low} to {@code high} (fractions). */
    public static Axis percent(String label, double low, double high) {
      return new Axis(label, false, true, low, high);
    }

    /** A logarithmic axis. */
    public static Axis logarithmic(String label, double low, double high) {
      return new Axis(label, true, false, low, high);
    }
  }

  /**
   * Values over an axis.
   *
   * @param name what the legend calls it
   * @param kind how it is drawn
   * @param x horizontal values
   * @param y vertical values
   * @param low lower ends of whiskers; empty for none
   * @param high upper ends of whiskers; empty for none
   */
  public record Series(
      String name, Kind kind, List<Double> x, List<Double> y, List<Double> low, List<Double> high) {

    public Series {
      x = List.copyOf(x);
      y = List.copyOf(y);
      low = List.copyOf(low);
      high = List.copyOf(high);
      if (x.size() != y.size() + (kind == Kind.BARS ? 1 : 0)) {
        throw new IllegalArgumentException(
            "Series '" + name + "' has " + x.size() + " x and " + y.size() + " y values.");
      }
    }

    /** A series without whiskers. */
    public static Series of(String name, Kind kind, List<Double> x, List<Double> y) {
      return new Series(name, kind, x, y, List.of(), List.of());
    }

    /** A series without whiskers; arrays not modified. */
    public static Series of(String name, Kind kind, double[] x, double[] y) {
      return of(name, kind, boxed(x), boxed(y));
    }

    private static List<Double> boxed(double[] values) {
      List<Double> list = new ArrayList<>(values.length);
      for (double value : values) {
        list.add(value);
      }
      return list;
    }
  }

  /** A vertical line at {@code at}. */
  public record Mark(double at, String label) {}
}
