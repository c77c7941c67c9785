package org.facemargin.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.facemargin.report.Canvas.Anchor;
import org.facemargin.report.Canvas.Lettering;
import org.facemargin.report.Canvas.Pen;
import org.facemargin.report.Canvas.Point;

/** Draws a chart once and for all, for papers and slides: what the page draws without moving. */
final class ChartPainter {

  static final int WIDTH = 860;
  static final int HEIGHT = 540;

  /** Okabe and Ito's palette, which colour-blind readers can tell apart. */
  private static final List<String> COLOURS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999");

  private static final String INK = "#1c1e22";
  private static final String SOFT = "#5d636d";
  private static final String GRID = "#e6e6e6";
  private static final Lettering TITLE = new Lettering(16, true, false, INK);
  private static final Lettering TEXT = new Lettering(13, false, false, SOFT);
  private static final Lettering UPWARDS = new Lettering(13, false, true, SOFT);
  private static final Lettering MARK = new Lettering(12, false, false, INK);
  private static final int CROSS = 8;
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
                chart.series().stream().flatMapToDouble(s -> values(s.x())),
                chart.marks().stream().mapToDouble(Chart.Mark::at)));
    this.y =
        AxisTicks.of(chart.y(), chart.series().stream().flatMapToDouble(ChartPainter::heights));
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
    canvas.text(new Point(LEFT, 26), Anchor.START, TITLE, chart.title());
    legend();
    top += chart.marks().isEmpty() ? 0 : 14.0 * chart.marks().size();
    axes();
    for (int i = chart.series().size() - 1; i >= 0; i--) {
      series(chart.series().get(i), COLOURS.get(i % COLOURS.size()));
    }
    marks();
  }

  private void legend() {
    if (chart.series().size() < 2) {
      return;
    }
    double at = LEFT;
    double row = 48;
    for (int i = 0; i < chart.series().size(); i++) {
      Chart.Series series = chart.series().get(i);
      double length = 28 + LETTER * series.name().length() + 18;
      if (at > LEFT && at + length > RIGHT) {
        at = LEFT;
        row += 18;
      }
      String colour = COLOURS.get(i % COLOURS.size());
      canvas.line(
          List.of(new Point(at, row - 4), new Point(at + 20, row - 4)), pen(series, colour));
      canvas.text(new Point(at + 27, row), Anchor.START, TEXT, series.name());
      at += length;
    }
    top = row + 18;
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

  private void series(Chart.Series series, String colour) {
    switch (series.kind()) {
      case BARS -> bars(series, colour);
      case POINTS -> points(series, colour);
      case CROSSES -> crosses(series, colour);
      case JOINED -> {
        line(series, colour);
        points(series, colour);
      }
      case LINE, DASHED, FAINT, STEP -> {
        band(series, colour);
        line(series, colour);
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
        canvas.area(
            List.of(
                new Point(left, upper),
                new Point(right, upper),
                new Point(right, lower),
                new Point(left, lower)),
            colour,
            0.55);
      }
    }
  }

  private void points(Chart.Series series, String colour) {
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (!inside(at)) {
        continue;
      }
      if (!series.low().isEmpty()) {
        Point low = new Point(at.x(), py(series.low().get(k)));
        Point high = new Point(at.x(), py(series.high().get(k)));
        if (Double.isFinite(low.y() + high.y())) {
          canvas.line(List.of(low, high), Pen.of(colour, 1.4));
        }
      }
      canvas.dot(at, 4, colour);
    }
  }

  private void crosses(Chart.Series series, String colour) {
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (inside(at)) {
        for (int side : new int[] {-CROSS, CROSS}) {
          Point from = new Point(at.x() - CROSS, at.y() - side);
          Point to = new Point(at.x() + CROSS, at.y() + side);
          canvas.line(List.of(from, to), Pen.of(colour, 2.5));
        }
      }
    }
  }

  private void band(Chart.Series series, String colour) {
    List<Point> corners = new ArrayList<>();
    for (int k = 0; k < series.high().size(); k++) {
      corners.add(clamped(series.x().get(k), series.high().get(k)));
    }
    for (int k = series.low().size() - 1; k >= 0; k--) {
      corners.add(clamped(series.x().get(k), series.low().get(k)));
    }
    corners.removeIf(corner -> !Double.isFinite(corner.x() + corner.y()));
    if (corners.size() > 2) {
      canvas.area(corners, colour, 0.13);
    }
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
  private void line(Chart.Series series, String colour) {
    List<Point> stretch = new ArrayList<>();
    for (int k = 0; k < series.y().size(); k++) {
      Point at = new Point(px(series.x().get(k)), py(series.y().get(k)));
      if (!inside(at)) {
        finish(stretch, series, colour);
        continue;
      }
      if (series.kind() == Chart.Kind.STEP && !stretch.isEmpty()) {
        stretch.add(new Point(at.x(), stretch.get(stretch.size() - 1).y()));
      }
      stretch.add(at);
    }
    finish(stretch, series, colour);
  }

  private void finish(List<Point> stretch, Chart.Series series, String colour) {
    if (stretch.size() == 1) {
      canvas.dot(stretch.get(0), 3, colour);
    } else if (!stretch.isEmpty()) {
      canvas.line(stretch, pen(series, colour));
    }
    stretch.clear();
  }

  private static Pen pen(Chart.Series series, String colour) {
    return switch (series.kind()) {
      case FAINT -> new Pen(colour, 1, 0.4, false);
      case DASHED -> new Pen(colour, 2, 1, true);
      case LINE, STEP -> Pen.of(colour, 2);
      case JOINED -> Pen.of(colour, 1);
      case POINTS, CROSSES, BARS -> Pen.of(colour, 4);
    };
  }

  private void marks() {
    double row = top - 14.0 * chart.marks().size() + 4;
    for (Chart.Mark mark : chart.marks()) {
      double at = px(mark.at());
      if (at >= LEFT - 1 && at <= RIGHT + 1) {
        boolean end = at > (LEFT + RIGHT) / 2;
        canvas.line(
            List.of(new Point(at, row - 8), new Point(at, BOTTOM)), new Pen(INK, 1, 1, true));
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
