package org.facemargin.experiments.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.facemargin.files.AtomicFiles;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a figure: {@code NAME.svg}, {@code NAME.png}, and its numbers as {@code NAME.csv}. */
public final class FigureFiles {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 520;

  /** Okabe and Ito's palette, which colour-blind readers can tell apart. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xE69F00),
          new Color(0x000000),
          new Color(0x999999));

  private FigureFiles() {}

  /** Writes the three files into a folder. */
  public static void write(Figure figure, Path folder) {
    AtomicFiles.write(folder.resolve(figure.name() + ".csv"), csv(figure));
    write(chart(figure), folder, figure.name());
  }

  /** Writes a chart as {@code NAME.png} and {@code NAME.svg}. */
  static void write(XYChart chart, Path folder, String name) {
    AtomicFiles.write(
        folder.resolve(name + ".png"),
        out -> BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG));
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, svg, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFiles.write(folder.resolve(name + ".svg"), out -> svg.writeTo(out));
  }

  /** One column for x and one a curve; numbers with nine significant digits. */
  static String csv(Figure figure) {
    StringBuilder text = new StringBuilder("x");
    figure.curves().forEach(curve -> text.append(",\"").append(curve.label()).append('"'));
    text.append('\n');
    double[] x = figure.curves().get(0).x();
    for (int i = 0; i < x.length; i++) {
      text.append(number(x[i]));
      for (Figure.Curve curve : figure.curves()) {
        text.append(',').append(number(curve.y()[i]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "";
  }

  private static XYChart chart(Figure figure) {
    XYChart chart = empty(figure.title(), figure.xLabel(), figure.yLabel());
    style(figure, chart);
    for (int i = 0; i < figure.curves().size(); i++) {
      Figure.Curve curve = figure.curves().get(i);
      XYSeries series = chart.addSeries(curve.label(), curve.x(), inside(curve.y(), figure));
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(COLOURS.get(i % COLOURS.size()));
      series.setLineStyle(new BasicStroke(2f));
    }
    for (Figure.Mark mark : figure.marks()) {
      XYSeries line =
          chart.addSeries(
              mark.label(),
              new double[] {mark.at(), mark.at()},
              new double[] {figure.lowest(), figure.highest()});
      line.setMarker(SeriesMarkers.NONE);
      line.setLineColor(Color.GRAY);
      line.setLineStyle(
          new BasicStroke(
              1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {5f, 4f}, 0f));
    }
    return chart;
  }

  /** Values outside the axis end the line rather than leave the frame. */
  private static double[] inside(double[] values, Figure figure) {
    double[] shown = values.clone();
    for (int i = 0; i < shown.length; i++) {
      boolean visible = shown[i] >= figure.lowest() && shown[i] <= figure.highest();
      shown[i] = visible ? shown[i] : Double.NaN;
    }
    return shown;
  }

  /** A chart in the house's look, with nothing in it. */
  static XYChart empty(String title, String xLabel, String yLabel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    Styler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    styler.setChartTitleBoxVisible(false);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE6E6E6));
    chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    return chart;
  }

  private static void style(Figure figure, XYChart chart) {
    double[] x = figure.curves().get(0).x();
    chart.getStyler().setXAxisMin(Math.rint(x[0]));
    chart.getStyler().setXAxisMax(Math.rint(x[x.length - 1]));
    chart.getStyler().setXAxisTickMarkSpacingHint(90);
    chart.getStyler().setYAxisMin(figure.lowest());
    chart.getStyler().setYAxisMax(figure.highest());
    chart.getStyler().setYAxisLogarithmic(figure.logarithmic());
  }
}
