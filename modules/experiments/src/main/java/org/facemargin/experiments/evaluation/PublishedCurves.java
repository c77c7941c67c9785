package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.evaluation.scores.CurveFile;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.metrics.RateCurve;
import org.facemargin.metrics.Rates;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;

/**
 * ROC curves of published systems, read from files of two columns: accuracy, EER and area in one
 * table, {@code result.json} and a page with the curves.
 */
public final class PublishedCurves {

  private static final String SCHEMA = "published-roc/1";
  private static final double GENUINE_SHARE = 0.5;
  private static final List<Double> FARS = List.of(1e-3, 1e-2, 1e-1);

  private final List<Path> files;
  private final List<CurveFile> curves;

  private PublishedCurves(List<Path> files, List<CurveFile> curves) {
    this.files = files;
    this.curves = curves;
  }

  /** Reads every file. */
  public static PublishedCurves read(List<Path> files) {
    return new PublishedCurves(List.copyOf(files), files.stream().map(CurveFile::read).toList());
  }

  /** One row a curve. */
  public ReportTable table() {
    List<String> columns = new ArrayList<>(List.of("curve", "accuracy", "EER", "AUC"));
    FARS.forEach(far -> columns.add("TAR@FAR≤" + Rates.key(far)));
    List<List<String>> rows = IntStream.range(0, curves.size()).mapToObj(this::row).toList();
    return new ReportTable(
        "Published curves",
        columns,
        rows,
        List.of(
            "Accuracy: the highest on the curve for as many genuine as impostor comparisons, as LFW"
                + " and its like have them. A published ten-fold accuracy chooses each fold's"
                + " threshold on the other folds and can lie a little below. A rate below the"
                + " curve's smallest has no value."));
  }

  private List<String> row(int index) {
    RateCurve curve = curves.get(index).curve();
    List<String> row =
        new ArrayList<>(
            List.of(
                files.get(index).getFileName().toString(),
                percent(curve.bestAccuracy(GENUINE_SHARE)),
                percent(curve.equalErrorRate()),
                String.format(Locale.ROOT, "%.5f", curve.area())));
    FARS.forEach(
        far -> row.add(known(curve, far) ? percent(curve.tarWithin(far)) : "insufficient data"));
    return row;
  }

  private static boolean known(RateCurve curve, double far) {
    return far >= curve.smallestFar();
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * rate);
  }

  /** Writes {@code result.json} and the page. */
  public void write(Path out) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("schema", SCHEMA);
    result.put("curves", IntStream.range(0, curves.size()).mapToObj(this::result).toList());
    result.put("version", Provenance.VERSION);
    JsonRecords.write(out.resolve("result.json"), result);
    ReportFiles.write(page(), out.resolve("report"));
  }

  private Map<String, Object> result(int index) {
    CurveFile file = curves.get(index);
    RateCurve curve = file.curve();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", files.get(index).getFileName().toString());
    result.put("sha256", Sha256.of(files.get(index)));
    result.put("columns", file.columns());
    result.put("points", curve.size() - 2);
    result.put("accuracy", curve.bestAccuracy(GENUINE_SHARE));
    result.put("genuine_share", GENUINE_SHARE);
    result.put("eer", curve.equalErrorRate());
    result.put("auc", curve.area());
    Map<String, Object> tar = new LinkedHashMap<>();
    for (double far : FARS) {
      tar.put(Rates.key(far), known(curve, far) ? curve.tarWithin(far) : Double.NaN);
    }
    tar.put("note", "largest TAR among the points with FAR at most the rate");
    result.put("tar_iso", tar);
    return result;
  }

  private Page page() {
    double smallest =
        curves.stream().mapToDouble(file -> file.curve().smallestFar()).min().orElseThrow();
    List<Chart.Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      RateCurve curve = curves.get(i).curve();
      int[] shown = IntStream.range(0, curve.size()).filter(p -> curve.far(p) > 0).toArray();
      series.add(
          Chart.Series.of(
              files.get(i).getFileName().toString(),
              Chart.Kind.LINE,
              IntStream.of(shown).mapToDouble(curve::far).toArray(),
              IntStream.of(shown).mapToDouble(curve::tar).toArray()));
    }
    Chart chart =
        Chart.of(
            "ROC",
            Chart.Axis.logarithmic("false accept rate", smallest, 1),
            Chart.Axis.percent("true accept rate", 0, 1),
            series,
            "As published; counts, and with them intervals, are not known.");
    return new Page(
        "Published curves",
        curves.size() == 1 ? "One published ROC." : curves.size() + " published ROCs.",
        List.of(
            new Page.Section("", "", List.of(new Block.Table(table()))),
            new Page.Section("Curves", "", List.of(new Block.Charts(List.of(chart))))),
        "FaceMargin " + Provenance.VERSION);
  }
}
