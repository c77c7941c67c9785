package org.facemargin.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.facemargin.report.Canvas.Anchor;
import org.facemargin.report.Canvas.Dash;
import org.facemargin.report.Canvas.Lettering;
import org.facemargin.report.Canvas.Pen;
import org.facemargin.report.Canvas.Point;
import org.facemargin.report.SeriesLook.Shape;

/** Draws a chart once and for all, for papers and slides: what the page draws without moving. */
final class ChartPainter {

  static final int WIDTH = 860;
  static final int HEIGHT = 540;

  private static final String INK = "#1c1e22";
  private static final String SOFT = "#5d636d";
  private static final String GRID = "#e6e6e6";
  private static final int TITLE_PX = 16;

  /** Width of a bold letter, in its size. */
  private static final double TITLE_LETTER = 0.64;

  private static final Lettering TEXT = new Lettering(13, false, false, SOFT);
  private static final Lettering UPWARDS = new Lettering(13, false, true, SOFT);
  private static final Lettering MARK = new Lettering(12, false, false, INK);
  private static final int CROSS = 8;
  private static final double SHAPE = 4;
  private static final double SHAPES_APART = 90;
  private static final double LETTER = 7;
  private static final double LEFT = 84;
  private static final double RIGHT = WIDTH - 24;
  private static final double BOTTOM = HEIGHT - 58;

  private final Chart chart;
  private final Canvas canvas;
  private final AxisTicks x;
  private final AxisTicks y;
  private double top = 46;

  private ChartPainter(Chart chart, Canvas canvas) {
    this.chart = chart;
    this.canvas = canvas;
    this.x =
        AxisTicks.of(
            chart.x(),
            DoubleStream.concat(
                shown().flatMapToDouble(s -> values(s.x())),
                chart.marks().stream().mapToDouble(Chart.Mark::at)));
    this.y = AxisTicks.of(chart.y(), shown().flatMapToDouble(ChartPainter::heights));
  }

  private Stream<Chart.Series> shown() {
    return chart.series().stream().filter(series -> !series.hidden());
  }

  /** Draws {@code chart} on a canvas of {@link #WIDTH} by {@link #HEIGHT}. */
  static void paint(Chart chart, Canvas canvas) {
    new ChartPainter(chart, canvas).paint();
  }

  private static DoubleStream values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue);
  }

  private static DoubleStream heights(Chart.Series series) {
    DoubleStream bounds = DoubleStream.concat(values(series.low()), values(series.high()));
    DoubleStream all = DoubleStream.concat(values(series.y()), bounds);
    return series.kind() == Chart.Kind.BARS ? DoubleStream.concat(all, DoubleStream.of(0)) : all;
  }

  private void paint() {
    canvas.text(new Point(LEFT, 26), Anchor.START, title(), chart.title());
    legend();
    top += chart.marks().isEmpty() ? 0 : 14.0 * chart.marks().size();
    axes();
    if (shown().allMatch(series -> series.y().isEmpty())) {
      canvas.text(
          new Point((LEFT + RIGHT) / 2, (top + BOTTOM) / 2), Anchor.MIDDLE, TEXT, "No values.");
    }
    for (int i = chart.series().size() - 1; i >= 0; i--) {
      if (!chart.series().get(i).hidden()) {
        series(chart.series().get(i), SeriesLook.of(chart, i));
      }
    }
    marks();
  }

  /** As large as the chart is wide enough for. */
  private Lettering title() {
    double fitting = (RIGHT - LEFT) / (TITLE_LETTER * Math.max(1, chart.title().length()));
    return new Lettering((int) Math.min(TITLE_PX, fitting), true, false, INK);
  }

  private void legend() {
    if (chart.series().size() < 2) {
      return;
    }
    double at = LEFT;
    double row = 48;
    for (int i = 0; i < chart.series().size(); i++) {
      Chart.Series series = chart.series().get(i);
      if (series.hidden()) {
        continue;
      }
      double length = 36 + LETTER * series.name().length() + 18;
      if (at > LEFT && at + length > RIGHT) {
        at = LEFT;
        row += 18;
      }
      SeriesLook look = SeriesLook.of(chart, i);
      sample(new Point(at + 14, row - 4), series, look);
      canvas.text(new Point(at + 35, row), Anchor.START, TEXT, series.name());
      at += length;
    }
    top = row + 18;
  }

  /** What a series looks like, around a point of the legend. */
  private void sample(Point at, Chart.Series series, SeriesLook look) {
    switch (series.kind()) {
      case BARS -> area(at.x() - 7, at.y() - 5, at.x() + 7, at.y() + 5, look.colour());
      case CROSSES -> cross(at, look.colour());
      case POINTS -> shape(at, look);
      default -> {
        canvas.line(
            List.of(new Point(at.x() - 14, at.y()), new Point(at.x() + 14, at.y())),
            pen(series, look));
        if (hasPoints(series)) {
          shape(at, look);
        }
      }
    }
  }

  private boolean hasPoints(Chart.Series series) {
    boolean points = series.kind() == Chart.Kind.POINTS || series.kind() == Chart.Kind.JOINED;
    return points || SeriesLook.isLine(series) && SeriesLook.severalLines(chart);
  }

  private void axes() {
    for (double tick : y.ticks(6)) {
      double at = py(tick);
      canvas.line(List.of(new Point(LEFT, at), new Point(RIGHT, at)), Pen.of(GRID, 1));
      canvas.text(new Point(LEFT - 8, at + 4), Anchor.END, TEXT, y.label(tick));
    }
    double free = 0;
    for (double tick : x.ticks(8)) {
      double at = px(tick);
      String label = x.label(tick);
      double half = LETTER * label.length() / 2;
      canvas.line(List.of(new Point(at, top), new Point(at, BOTTOM)), Pen.of(GRID, 1));
      if (at - half > free) {
        canvas.text(new Point(at, BOTTOM + 18), Anchor.MIDDLE, TEXT, label);
        free = at + half + 4;
      }
    }
    if (y.low() < 0 && y.high() > 0) {
      canvas.line(List.of(new Point(LEFT, py(0)), new Point(RIGHT, py(0))), Pen.of(SOFT, 1));
    }
    canvas.line(List.of(new Point(LEFT, BOTTOM), new Point(RIGHT, BOTTOM)), Pen.of(SOFT, 1));
    canvas.text(new Point((LEFT + RIGHT) / 2, HEIGHT - 14), Anchor.MIDDLE, TEXT, chart.x().label());
    canvas.text(new Point(18, (top + BOTTOM) / 2), Anchor.MIDDLE, UPWARDS, chart.y().label());
  }

  private double px(double value) {
    return LEFT + (RIGHT - LEFT) * x.place(value);
  }

  private double py(double value) {
    return BOTTOM - (BOTTOM - top) * y.place(value);
  }

  private void series(Chart.Series series, SeriesLook look) {
    switch (series.kind()) {
      case BARS -> bars(series, look.colour());
      case POINTS -> points(series, look);
      case CROSSES -> crosses(series, look.colour());
      case JOINED -> {
        line(series, look);
        points(series, look);
      }
      case LINE, DASHED, FAINT, STEP -> {
        band(series, look.colour());
        line(series, look);
        shapesAlong(series, look);
      }
    }
  }

  private void bars(Chart.Series series, String colour) {
    for (int k = 0; k < series.y().size(); k++) {
      double left = px(series.x().get(k));
      double right = px(series.x().get(k + 1));
      double upper = py(series.y().get(k));
      double lower = py(0);
      if (Double.isFinite(left + right + upper)) {
        area(left, upper, right, lower, colour);
      }
    }
  }

  private void area(double left, double upper, double right, double lower, String colour) {
    canvas.area(
        List.of(
            new Point(left, upper),
            new Point(right, upper),
            new Point(right, lower),
            new Point(left, lower)),
        colour,
        0.55);
  }

  private void points(Chart.Series series, SeriesLook look) {
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (!inside(at)) {
        continue;
      }
      if (!series.low().isEmpty()) {
        Point low = new Point(at.x(), py(series.low().get(k)));
        Point high = new Point(at.x(), py(series.high().get(k)));
        if (Double.isFinite(low.y() + high.y())) {
          canvas.line(List.of(low, high), Pen.of(look.colour(), 1.4));
        }
      }
      shape(at, look);
    }
  }

  /** A shape about every {@link #SHAPES_APART} px, no two series at the same places. */
  private void shapesAlong(Chart.Series series, SeriesLook look) {
    if (!hasPoints(series)) {
      return;
    }
    double next = LEFT + SHAPES_APART * (look.shape().ordinal() + 1) / Shape.values().length;
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (inside(at) && at.x() >= next) {
        shape(at, look);
        next = at.x() + SHAPES_APART;
      }
    }
  }

  private void shape(Point at, SeriesLook look) {
    double r = SHAPE;
    switch (look.shape()) {
      case CIRCLE -> canvas.dot(at, 4, look.colour());
      case SQUARE -> shape(at, look, -r, -r, r, -r, r, r, -r, r);
      case TRIANGLE -> shape(at, look, 0, -1.2 * r, 1.2 * r, r, -1.2 * r, r);
      case DIAMOND -> shape(at, look, 0, -1.4 * r, 1.4 * r, 0, 0, 1.4 * r, -1.4 * r, 0);
      case TRIANGLE_DOWN -> shape(at, look, 0, 1.2 * r, 1.2 * r, -r, -1.2 * r, -r);
    }
  }

  private void shape(Point at, SeriesLook look, double... offsets) {
    List<Point> corners = new ArrayList<>();
    for (int k = 0; k < offsets.length; k += 2) {
      corners.add(new Point(at.x() + offsets[k], at.y() + offsets[k + 1]));
    }
    canvas.area(corners, look.colour(), 1);
  }

  private void crosses(Chart.Series series, String colour) {
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (inside(at)) {
        cross(at, colour);
      }
    }
  }

  private void cross(Point at, String colour) {
    for (int side : new int[] {-CROSS, CROSS}) {
      Point from = new Point(at.x() - CROSS, at.y() - side);
      Point to = new Point(at.x() + CROSS, at.y() + side);
      canvas.line(List.of(from, to), Pen.of(colour, 2.5));
    }
  }

  private void band(Chart.Series series, String colour) {
    List<Point> corners = edge(series, series.high());
    List<Point> below = edge(series, series.low());
    Collections.reverse(below);
    corners.addAll(below);
    if (corners.size() > 2) {
      canvas.area(corners, colour, 0.13);
    }
  }

  /** One side of a band, stepped as its curve is. */
  private List<Point> edge(Chart.Series series, List<Double> heights) {
    List<Point> edge = new ArrayList<>();
    for (int k = 0; k < heights.size(); k++) {
      Point at = clamped(series.x().get(k), heights.get(k));
      if (Double.isFinite(at.x() + at.y())) {
        if (series.kind() == Chart.Kind.STEP && !edge.isEmpty()) {
          edge.add(new Point(at.x(), edge.get(edge.size() - 1).y()));
        }
        edge.add(at);
      }
    }
    return edge;
  }

  private Point clamped(double x, double y) {
    return new Point(px(x), Math.min(BOTTOM, Math.max(top, py(y))));
  }

  private boolean inside(Point point) {
    return point.x() >= LEFT - 0.5
        && point.x() <= RIGHT + 0.5
        && point.y() >= top - 0.5
        && point.y() <= BOTTOM + 0.5;
  }

  /** Points outside the axes end a stretch rather than leave the frame. */
  private void line(Chart.Series series, SeriesLook look) {
    List<Point> stretch = new ArrayList<>();
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (!inside(at)) {
        finish(stretch, series, look);
        continue;
      }
      if (series.kind() == Chart.Kind.STEP && !stretch.isEmpty()) {
        stretch.add(new Point(at.x(), stretch.get(stretch.size() - 1).y()));
      }
      stretch.add(at);
    }
    finish(stretch, series, look);
  }

  private void finish(List<Point> stretch, Chart.Series series, SeriesLook look) {
    if (stretch.size() == 1) {
      canvas.dot(stretch.get(0), 3, look.colour());
    } else if (!stretch.isEmpty()) {
      canvas.line(stretch, pen(series, look));
    }
    stretch.clear();
  }

  private static Pen pen(Chart.Series series, SeriesLook look) {
    String colour = look.colour();
    return switch (series.kind()) {
      case FAINT -> new Pen(colour, 1, 0.4, look.dash());
      case LINE, STEP, DASHED -> new Pen(colour, 2, 1, look.dash());
      case JOINED -> Pen.of(colour, 1);
      case POINTS, CROSSES, BARS -> Pen.of(colour, 2);
    };
  }

  private void marks() {
    double row = top - 14.0 * chart.marks().size() + 4;
    for (Chart.Mark mark : chart.marks()) {
      double at = px(mark.at());
      if (at >= LEFT - 1 && at <= RIGHT + 1) {
        boolean end = at > (LEFT + RIGHT) / 2;
        canvas.line(
            List.of(new Point(at, row - 8), new Point(at, BOTTOM)),
            new Pen(INK, 1, 1, Dash.DASHED));
        canvas.text(
            new Point(at + (end ? -5 : 5), row),
            end ? Anchor.END : Anchor.START,
            MARK,
            mark.label());
      }
      row += 14;
    }
  }
}
