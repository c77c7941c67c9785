package org.facemargin.report;

import java.util.List;
import org.facemargin.report.Canvas.Dash;

/**
 * What tells one series of a chart from another: a colour, and where there are several lines a dash
 * and a shape besides, for readers and printers without colours. {@code charts.js} draws the same.
 *
 * @param colour as {@code #rrggbb}
 * @param dash of a line
 * @param shape of a point
 */
record SeriesLook(String colour, Dash dash, Shape shape) {

  /**
   * Colours that readers with protanopia, deuteranopia or tritanopia can tell apart too; those of
   * {@code page.css} in light.
   */
  static final List<String> COLOURS =
      List.of(
          "#0f6674", "#c8641e", "#b478f0", "#5a2d0f", "#4b1e87", "#c38769", "#78003c", "#879696");

  /** Shapes of points. */
  enum Shape {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    DIAMOND,
    TRIANGLE_DOWN
  }

  /** The look of series {@code index} of a chart. */
  static SeriesLook of(Chart chart, int index) {
    Chart.Series series = chart.series().get(index);
    Dash dash = Dash.SOLID;
    if (series.kind() == Chart.Kind.DASHED) {
      dash = Dash.DASHED;
    } else if (isLine(series) && severalLines(chart) && !hasTheory(chart)) {
      dash = Dash.values()[index % Dash.values().length];
    }
    return new SeriesLook(
        COLOURS.get(index % COLOURS.size()), dash, Shape.values()[index % Shape.values().length]);
  }

  /** Whether lines carry a shape here and there: where there are several to tell apart. */
  static boolean severalLines(Chart chart) {
    return chart.series().stream().filter(SeriesLook::isLine).count() > 1;
  }

  static boolean isLine(Chart.Series series) {
    return series.kind() == Chart.Kind.LINE || series.kind() == Chart.Kind.STEP;
  }

  /** Where dashes mean "predicted", no other line has them. */
  private static boolean hasTheory(Chart chart) {
    return chart.series().stream().anyMatch(s -> s.kind() == Chart.Kind.DASHED);
  }
}
