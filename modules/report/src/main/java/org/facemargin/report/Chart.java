package org.facemargin.report;

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
 * @param smoothing span over which the first series smooths the second ({@link Smoothing}), in
 *     units of x; 0 where nothing is smoothed. The page lets its reader change it
 */
public record Chart(
    String title,
    Axis x,
    Axis y,
    List<Series> series,
    List<Mark> marks,
    String note,
    double smoothing) {

  /** A curve is smoothed over its length divided by this. */
  private static final double SPANS = 50;

  public Chart {
    series = List.copyOf(series);
    marks = List.copyOf(marks);
    smoothing = Double.isNaN(smoothing) ? 0 : smoothing; // as older pages were written
  }

  /** A chart that smooths nothing. */
  public Chart(String title, Axis x, Axis y, List<Series> series, List<Mark> marks, String note) {
    this(title, x, y, series, marks, note, 0);
  }

  /**
   * One curve, thin, and the same smoothed over a fiftieth of its length, as {@link Smoothing}
   * does.
   *
   * @param raw the curve; x ascending
   */
  public static Chart smoothed(String title, Axis x, Axis y, Series raw, String note) {
    return new Chart(
        title, x, y, List.of(smoothed("smoothed", raw), raw), List.of(), note, span(raw));
  }

  /** A curve smoothed over a fiftieth of its length. */
  public static Series smoothed(String name, Series raw) {
    return Series.of(name, Kind.LINE, raw.x(), Smoothing.of(raw.x(), raw.y(), span(raw)));
  }

  private static double span(Series raw) {
    List<Double> at = raw.x();
    return at.isEmpty() ? 1 : Math.max(1, (at.get(at.size() - 1) - at.get(0)) / SPANS);
  }

  /** A chart without marks. */
  public static Chart of(String title, Axis x, Axis y, List<Series> series, String note) {
    return new Chart(title, x, y, series, List.of(), note);
  }

  /** How a series is drawn. */
  public enum Kind {
    /** A line through the points; a band where low and high are given. */
    LINE,
    /** A dashed line: what a theory predicts, beside what was measured. */
    DASHED,
    /** A thin faint line: raw values behind a smoothed one. */
    FAINT,
    /** Steps: each value holds to the next x; a band where low and high are given. */
    STEP,
    /** Single points, with whiskers where low and high are given. */
    POINTS,
    /** The same, joined by a thin line in the order given. */
    JOINED,
    /** Crosses wider than points, over or under points of another series: which of them failed. */
    CROSSES,
    /** Bars from one x to the next; x has one value more than y. */
    BARS
  }

  /** How values are spread over an axis. */
  public enum Scale {
    /** Equal differences are equal lengths. */
    LINEAR,
    /** Equal ratios are equal lengths; values must be positive. */
    LOGARITHMIC,
    /**
     * By the normal quantile, as detection error trade-off curves are drawn: scores of two normal
     * distributions give a straight line. Values must lie between 0 and 1.
     */
    PROBIT
  }

  /**
   * An axis.
   *
   * @param label what it measures, with its unit
   * @param scale how values are spread over it
   * @param percent whether values are fractions to be shown as percent
   * @param low lower end, NaN for the data's
   * @param high upper end, NaN for the data's
   * @param names what stands at 0, 1, …, for things that are counted rather than measured; empty
   *     for numbers
   */
  public record Axis(
      String label, Scale scale, boolean percent, double low, double high, List<String> names) {

    /** The rates' axis begins at a multiple of 1 / 50 = 2 %. */
    private static final double FINEST = 50;

    public Axis {
      names = names == null ? List.of() : List.copyOf(names); // as older pages were written
    }

    /** An axis of numbers. */
    public Axis(String label, Scale scale, boolean percent, double low, double high) {
      this(label, scale, percent, low, high, List.of());
    }

    /** An axis of things with names. */
    public static Axis named(String label, List<String> names) {
      return new Axis(label, Scale.LINEAR, false, -0.5, names.size() - 0.5, names);
    }

    /** A linear axis in percent up to 1, from a round rate below {@code least}. */
    public static Axis upToOne(String label, double least) {
      double below = Math.ceil(FINEST * least) - 1;
      return percent(label, Math.max(0, below) / FINEST, 1);
    }

    /** A linear axis over the data's range. */
    public static Axis linear(String label) {
      return new Axis(label, Scale.LINEAR, false, Double.NaN, Double.NaN);
    }

    /** A linear axis in percent over the data's range (fractions). */
    public static Axis percent(String label) {
      return percent(label, Double.NaN, Double.NaN);
    }

    /** A linear axis in percent, from {@code low} to {@code high} (fractions). */
    public static Axis percent(String label, double low, double high) {
      return new Axis(label, Scale.LINEAR, true, low, high);
    }

    /** A logarithmic axis. */
    public static Axis logarithmic(String label, double low, double high) {
      return new Axis(label, Scale.LOGARITHMIC, false, low, high);
    }

    /** An axis of rates by the normal quantile, in percent (fractions). */
    public static Axis probit(String label, double low, double high) {
      return new Axis(label, Scale.PROBIT, true, low, high);
    }
  }

  /**
   * Values over an axis.
   *
   * @param name what the legend calls it
   * @param kind how it is drawn
   * @param x horizontal values
   * @param y vertical values; NaN for none
   * @param low lower ends of whiskers or of a band; empty for none
   * @param high upper ends; empty for none
   * @param details what else is read off at each point, such as its threshold
   * @param hidden whether a page shows it only when its reader ticks it; pictures leave it out
   */
  public record Series(
      String name,
      Kind kind,
      List<Double> x,
      List<Double> y,
      List<Double> low,
      List<Double> high,
      List<Detail> details,
      boolean hidden) {

    public Series {
      x = List.copyOf(x);
      y = List.copyOf(y);
      low = List.copyOf(low);
      high = List.copyOf(high);
      details = List.copyOf(details);
      if (x.size() != y.size() + (kind == Kind.BARS ? 1 : 0)) {
        throw new IllegalArgumentException(
            "Series '" + name + "' has " + x.size() + " x and " + y.size() + " y values.");
      }
      for (List<Double> side : List.of(low, high)) {
        if (!side.isEmpty() && side.size() != y.size()) {
          throw new IllegalArgumentException(
              "Series '" + name + "' has " + y.size() + " values, " + side.size() + " bounds.");
        }
      }
    }

    /** A series that is shown. */
    public Series(
        String name,
        Kind kind,
        List<Double> x,
        List<Double> y,
        List<Double> low,
        List<Double> high,
        List<Detail> details) {
      this(name, kind, x, y, low, high, details, false);
    }

    /** The same, shown only when it is ticked. */
    public Series unticked() {
      return new Series(name, kind, x, y, low, high, details, true);
    }

    /** A series of which nothing else is read off. */
    public Series(
        String name,
        Kind kind,
        List<Double> x,
        List<Double> y,
        List<Double> low,
        List<Double> high) {
      this(name, kind, x, y, low, high, List.of());
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

  /**
   * One more number a point.
   *
   * @param label what it is: "threshold"
   * @param values one a point
   */
  public record Detail(String label, List<Double> values) {

    public Detail {
      values = List.copyOf(values);
    }
  }

  /** A vertical line at {@code at}. */
  public record Mark(double at, String label) {}
}
