package org.facemargin.report;

import java.util.ArrayList;
import java.util.List;

/** What a figure is drawn on. Lengths in px, y downwards; colours as {@code #rrggbb}. */
interface Canvas {

  /** A point. */
  record Point(double x, double y) {}

  /** How a line is broken. */
  enum Dash {
    SOLID(),
    DASHED(7, 5),
    DOTTED(2, 4),
    MIXED(10, 4, 2, 4);

    private final List<Float> lengths;

    Dash(float... lengths) {
      List<Float> list = new ArrayList<>();
      for (float length : lengths) {
        list.add(length);
      }
      this.lengths = List.copyOf(list);
    }

    /** Lengths of strokes and gaps in px; none for a line that is whole. */
    List<Float> lengths() {
      return lengths;
    }
  }

  /** How a line is drawn. */
  record Pen(String colour, double width, double opacity, Dash dash) {

    static Pen of(String colour, double width) {
      return new Pen(colour, width, 1, Dash.SOLID);
    }
  }

  /** Where a text stands against its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A text: its font size, whether it is bold, and whether it runs upwards. */
  record Lettering(double size, boolean bold, boolean upwards, String colour) {}

  /** A line through the points. */
  void line(List<Point> points, Pen pen);

  /** A filled polygon. */
  void area(List<Point> corners, String colour, double opacity);

  /** A filled circle. */
  void dot(Point centre, double radius, String colour);

  /** A text. */
  void text(Point at, Anchor anchor, Lettering lettering, String text);
}
