package org.facemargin.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws as SVG text. */
final class SvgCanvas implements Canvas {

  private final StringBuilder out = new StringBuilder();

  SvgCanvas(int width, int height) {
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
                + " %d\" font-family=\"system-ui, Helvetica, Arial, sans-serif\">\n",
            width,
            height,
            width,
            height));
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  @Override
  public void line(List<Point> points, Pen pen) {
    out.append("<polyline fill=\"none\" stroke-linejoin=\"round\" points=\"").append(list(points));
    out.append("\" stroke=\"").append(pen.colour());
    out.append("\" stroke-width=\"").append(number(pen.width()));
    out.append("\" opacity=\"").append(number(pen.opacity()));
    if (pen.dash() != Dash.SOLID) {
      out.append("\" stroke-dasharray=\"");
      out.append(
          pen.dash().lengths().stream().map(SvgCanvas::number).collect(Collectors.joining(" ")));
    }
    out.append("\"/>\n");
  }

  @Override
  public void area(List<Point> corners, String colour, double opacity) {
    out.append("<polygon points=\"").append(list(corners)).append("\" fill=\"").append(colour);
    out.append("\" opacity=\"").append(number(opacity)).append("\"/>\n");
  }

  @Override
  public void dot(Point centre, double radius, String colour) {
    out.append("<circle cx=\"").append(number(centre.x()));
    out.append("\" cy=\"").append(number(centre.y()));
    out.append("\" r=\"").append(number(radius)).append("\" fill=\"").append(colour);
    out.append("\"/>\n");
  }

  @Override
  public void text(Point at, Anchor anchor, Lettering lettering, String text) {
    String place = number(at.x()) + " " + number(at.y());
    out.append("<text x=\"").append(number(at.x())).append("\" y=\"").append(number(at.y()));
    out.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
    out.append("\" font-size=\"").append(number(lettering.size()));
    out.append(lettering.bold() ? "\" font-weight=\"600" : "");
    out.append(lettering.upwards() ? "\" transform=\"rotate(-90 " + place + ")" : "");
    out.append("\" fill=\"").append(lettering.colour()).append("\">");
    out.append(HtmlPage.escape(text)).append("</text>\n");
  }

  /** The picture as a file's text. */
  String finish() {
    return out.append("</svg>\n").toString();
  }

  private static String list(List<Point> points) {
    return points.stream()
        .map(p -> number(p.x()) + "," + number(p.y()))
        .collect(Collectors.joining(" "));
  }

  /** Rounded to a tenth: thousands of these are a figure, too many for a format. */
  private static String number(double value) {
    long tenths = Math.round(10 * Math.abs(value));
    String digits = tenths % 10 == 0 ? tenths / 10 + "" : tenths / 10 + "." + tenths % 10;
    return value < 0 && tenths > 0 ? "-" + digits : digits;
  }
}
