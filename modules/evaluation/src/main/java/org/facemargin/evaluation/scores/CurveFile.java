package org.facemargin.evaluation.scores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.metrics.RateCurve;

/**
 * A published ROC: two columns of rates, as LFW keeps them for the systems of its result page.
 * Which column is the true and which the false accept rate follows from the curve, which must lie
 * above the diagonal.
 *
 * @param curve the points
 * @param columns which column is what: "true accept rate, false accept rate" or the reverse
 */
public record CurveFile(RateCurve curve, String columns) {

  private static final double ROUNDED = 0.01;

  /**
   * Reads a file; white space or a comma separates, lines that begin with # or % are passed over.
   *
   * @throws DataException at file and line
   */
  public static CurveFile read(Path file) {
    List<double[]> rows = new ArrayList<>();
    try (FieldLines lines = FieldLines.open(file)) {
      while (lines.next()) {
        if (!lines.text().strip().matches("[#%].*")) {
          rows.add(row(lines));
        }
      }
    }
    if (rows.size() < 2) {
      throw DataException.of("%s: found %s points, expected at least 2.", file, rows.size());
    }
    requireRising(file, rows);
    RateCurve second = RateCurve.of(column(rows, 1), column(rows, 0));
    RateCurve first = RateCurve.of(column(rows, 0), column(rows, 1));
    if (second.area() == first.area()) {
      throw new DataException(
          file + ": the curve is the diagonal, so that its columns cannot be told apart.");
    }
    return second.area() > first.area()
        ? new CurveFile(second, "true accept rate, false accept rate")
        : new CurveFile(first, "false accept rate, true accept rate");
  }

  /** A file of scores is no curve: both rates of a ROC rise together, but for what was rounded. */
  private static void requireRising(Path file, List<double[]> rows) {
    List<double[]> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.<double[]>comparingDouble(row -> row[0]).thenComparingDouble(row -> row[1]));
    double highest = 0;
    for (double[] row : sorted) {
      if (row[1] < highest - ROUNDED) {
        throw DataException.of(
            "%s: not a ROC: one rate falls from %s to %s while the other rises to %s.",
            file, highest, row[1], row[0]);
      }
      highest = Math.max(highest, row[1]);
    }
  }

  private static double[] row(FieldLines lines) {
    if (lines.count() != 2) {
      throw lines.error(
          "found " + lines.count() + " fields, expected 2: a true and a false accept rate");
    }
    double[] rates = {lines.score(0), lines.score(1)};
    for (double rate : rates) {
      if (rate < 0 || rate > 1) {
        throw lines.error("the rate " + rate + " is not in [0, 1]; percent must be divided by 100");
      }
    }
    return rates;
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
