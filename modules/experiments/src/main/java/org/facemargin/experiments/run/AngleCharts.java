package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.AngleDistribution.Angles;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.ReportTable;

/**
 * Clean and noisy training pictures by their angles: to the labelled centre, to the nearest other,
 * and both together, the plane in which ExpFace's authors tell kinds of label noise apart.
 */
public final class AngleCharts {

  private static final double SEMICIRCLE_DEG = 180;

  private AngleCharts() {}

  /**
   * Both histograms and a table of the means.
   *
   * @param what the run or variant; may be empty
   * @param runs distributions of one run or of several, a list a run; those of one group are pooled
   */
  public static List<Block> of(String what, List<List<AngleDistribution>> runs) {
    List<AngleDistribution> all = runs.stream().flatMap(List::stream).toList();
    List<Chart> charts =
        List.of(
            histogram(what, "Angle to the labelled centre", all, AngleDistribution::labelledDeg),
            histogram(
                what,
                "Angle to the nearest other centre",
                all,
                AngleDistribution::nearestWrongDeg));
    return List.of(new Block.Charts(charts), new Block.Table(means(all)));
  }

  private static Chart histogram(
      String what,
      String title,
      List<AngleDistribution> all,
      Function<AngleDistribution, Angles> side) {
    List<Chart.Series> series = new ArrayList<>();
    for (String group : groups(all)) {
      double[] shares = new double[(int) SEMICIRCLE_DEG / AngleDistribution.BIN_DEG];
      long images = 0;
      for (AngleDistribution angles : group(group, all)) {
        images += angles.images();
        List<Long> counts = side.apply(angles).counts();
        for (int bin = 0; bin < shares.length; bin++) {
          shares[bin] += counts.get(bin);
        }
      }
      for (int bin = 0; bin < shares.length; bin++) {
        shares[bin] /= images;
      }
      series.add(Chart.Series.of(group, Chart.Kind.BARS, edges(shares.length), shares));
    }
    return Chart.of(
        what.isEmpty() ? title : what + ": " + title.toLowerCase(Locale.ROOT),
        Chart.Axis.linear("degrees"),
        Chart.Axis.percent("share of the pictures of a group", 0, Double.NaN),
        series,
        "");
  }

  private static double[] edges(int bins) {
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, i -> (double) i * AngleDistribution.BIN_DEG);
    return edges;
  }

  private static ReportTable means(List<AngleDistribution> all) {
    List<List<String>> rows = new ArrayList<>();
    for (String group : groups(all)) {
      List<AngleDistribution> those = group(group, all);
      rows.add(
          List.of(
              group,
              String.valueOf(those.stream().mapToLong(AngleDistribution::images).sum()),
              degrees(those, AngleDistribution::labelledDeg),
              degrees(those, AngleDistribution::nearestWrongDeg)));
    }
    return new ReportTable(
        "",
        List.of("pictures", "number", "to the labelled centre (°)", "to the nearest other (°)"),
        rows,
        List.of("mean ± standard deviation over pictures"));
  }

  private static String degrees(
      List<AngleDistribution> those, Function<AngleDistribution, Angles> side) {
    double images = 0;
    double sum = 0;
    double squares = 0;
    for (AngleDistribution angles : those) {
      Angles one = side.apply(angles);
      images += angles.images();
      sum += angles.images() * one.mean();
      squares += angles.images() * (one.mean() * one.mean() + one.deviation() * one.deviation());
    }
    double mean = sum / images;
    double variance = Math.max(0, squares / images - mean * mean);
    return String.format(Locale.ROOT, "%.1f ± %.1f", mean, Math.sqrt(variance));
  }

  private static List<String> groups(List<AngleDistribution> all) {
    return all.stream().map(AngleDistribution::group).distinct().toList();
  }

  private static List<AngleDistribution> group(String group, List<AngleDistribution> all) {
    return all.stream().filter(angles -> angles.group().equals(group)).toList();
  }
}
