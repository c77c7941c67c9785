package org.facemargin.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVPrinter;
import org.facemargin.core.PrintableText;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;

/**
 * A chart as files: {@code NAME.svg}, {@code NAME.png} where Java finds a font, its curves as rows
 * in {@code NAME.csv} and as values in {@code NAME.json}.
 */
public final class ChartFiles {

  private ChartFiles() {}

  /** Writes them into a folder; each whole or not at all. */
  public static void write(Chart chart, Path folder, String name) {
    AtomicFiles.write(folder.resolve(name + ".svg"), svg(chart));
    AtomicFiles.write(folder.resolve(name + ".csv"), rows(chart));
    AtomicFiles.write(folder.resolve(name + ".json"), JsonRecords.line(chart) + "\n");
    if (RasterCanvas.canWrite()) {
      RasterCanvas raster = new RasterCanvas(ChartPainter.WIDTH, ChartPainter.HEIGHT);
      ChartPainter.paint(chart, raster);
      AtomicFiles.write(folder.resolve(name + ".png"), raster::finish);
    }
  }

  /** The picture. */
  public static String svg(Chart chart) {
    SvgCanvas svg = new SvgCanvas(ChartPainter.WIDTH, ChartPainter.HEIGHT);
    ChartPainter.paint(chart, svg);
    return svg.finish();
  }

  /** One row a point: series, x (bars: both ends), y, low, high, and what else is read off. */
  static String rows(Chart chart) {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(out, CsvTableRenderer.FORMAT)) {
      printer.printRecord("series", "x", "x_to", "y", "low", "high", "detail", "detail_value");
      for (Chart.Series series : chart.series()) {
        for (int k = 0; k < series.y().size(); k++) {
          boolean bars = series.kind() == Chart.Kind.BARS;
          boolean detailed = !series.details().isEmpty();
          printer.printRecord(
              CsvTableRenderer.harmless(PrintableText.of(series.name())),
              number(series.x().get(k)),
              bars ? number(series.x().get(k + 1)) : "",
              number(series.y().get(k)),
              series.low().isEmpty() ? "" : number(series.low().get(k)),
              series.high().isEmpty() ? "" : number(series.high().get(k)),
              detailed ? series.details().get(0).label() : "",
              detailed ? number(series.details().get(0).values().get(k)) : "");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot happen: writing to memory.", e);
    }
    return out.toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
