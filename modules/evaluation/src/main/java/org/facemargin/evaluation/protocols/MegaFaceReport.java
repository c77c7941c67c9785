package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.megaface.DistractorSets;
import org.facemargin.evaluation.search.DistractorSearch;
import org.facemargin.metrics.MeasuredCurve;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.Rates;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** What MegaFace's numbers are shown as. */
record MegaFaceReport(DistractorSearch search, DistractorSets sets, int largestRank) {

  private static final List<Integer> RANKS = List.of(1, 5, 10);
  private static final List<Double> FARS = List.of(1e-6, 1e-5, 1e-4);

  /**
   * @param facts counts and seed
   * @param flags how it was evaluated
   * @param data fingerprints
   */
  EvaluationOutcome outcome(Map<String, Object> facts, String flags, Map<String, String> data) {
    List<MetricValue> values = identification();
    Map<String, List<OperatingPoint>> points = new LinkedHashMap<>();
    for (double far : FARS) {
      DistractorSearch.Point point = search.point(far);
      OperatingPoint iso = point.iso(search);
      OperatingPoint nearest = point.nearest(search);
      points
          .computeIfAbsent("verification", set -> new ArrayList<>())
          .addAll(List.of(iso, nearest));
      values.add(iso.tarValue("tar_iso@far=" + Rates.key(far)));
      values.add(nearest.tarValue("tar_nearest@far=" + Rates.key(far)));
    }
    ReportTable table = identificationTable(facts);
    MeasuredValues measured =
        new MeasuredValues(values, points, List.of(byDistractorsCurve(), byRankCurve()));
    String most = "@" + sets.sizes().get(sets.sizes().size() - 1);
    return new EvaluationOutcome(
        measured,
        facts,
        flags,
        data,
        table,
        List.of(
            new Page.Section(
                "",
                "",
                List.of(
                    new Block.Headlines(
                        HeadlineCards.of(
                            measured, "rank-1" + most, "rank-10" + most, "tar_iso@far=1e-6")),
                    new Block.Table(table),
                    new Block.Table(verificationTable()))),
            new Page.Section(
                "Curves", "", List.of(new Block.Charts(List.of(byDistractors(), byRank()))))));
  }

  /** Rank-1 among the most distractors first: it is what tables print. */
  private List<MetricValue> identification() {
    List<MetricValue> values = new ArrayList<>();
    for (int set = sets.sizes().size() - 1; set >= 0; set--) {
      for (int rank : RANKS) {
        values.add(
            MetricValue.of(
                "rank-" + rank + "@" + sets.sizes().get(set),
                search.rate(set, rank),
                search.pairs()));
      }
    }
    return values;
  }

  private ReportTable identificationTable(Map<String, Object> facts) {
    List<List<String>> rows = new ArrayList<>();
    for (int set = 0; set < sets.sizes().size(); set++) {
      List<String> row = new ArrayList<>();
      row.add(String.format(Locale.ROOT, "%,d", sets.sizes().get(set)));
      for (int rank : RANKS) {
        row.add(Words.rate(search.rate(set, rank)));
      }
      rows.add(row);
    }
    return new ReportTable(
        "Identification",
        List.of("distractors", "rank-1", "rank-5", "rank-10"),
        rows,
        List.of(
            String.format(
                Locale.ROOT,
                "%s probes of %s people, %,d ordered pairs; nested random sets, seed %s.",
                facts.get("probes"),
                facts.get("identities"),
                search.pairs(),
                facts.get("seed")),
            "TAR@FAR≤1e-6: "
                + tar(search.point(1e-6))
                + " ("
                + impostors()
                + " impostor scores)."));
  }

  private String impostors() {
    return String.format(Locale.ROOT, "%,d", search.impostorCount());
  }

  private String tar(DistractorSearch.Point point) {
    OperatingPoint iso = point.iso(search);
    return Words.rate(iso.tar(), iso.support());
  }

  private ReportTable verificationTable() {
    List<List<String>> rows = new ArrayList<>();
    for (double far : FARS) {
      DistractorSearch.Point point = search.point(far);
      OperatingPoint nearest = point.nearest(search);
      rows.add(
          List.of(
              Rates.key(far),
              tar(point),
              Words.rate(nearest.tar(), nearest.support()),
              point.falseAccepts() + " of " + point.budget()));
    }
    return new ReportTable(
        "Verification",
        List.of("FAR", "TAR, FAR ≤ target", "TAR, nearest FAR", "false accepts of budget"),
        rows,
        List.of(
            search.genuineCount()
                + " genuine pairs, "
                + impostors()
                + " impostor scores. ≈: fewer than 30 false accepts."));
  }

  private MeasuredCurve byDistractorsCurve() {
    List<Double> sizes = sets.sizes().stream().map(Integer::doubleValue).toList();
    List<Double> rates = new ArrayList<>();
    for (int set = 0; set < sizes.size(); set++) {
      rates.add(search.rate(set, 1));
    }
    return new MeasuredCurve("rank-1 by distractors", "distractors", "found", sizes, rates);
  }

  private MeasuredCurve byRankCurve() {
    int last = sets.sizes().size() - 1;
    return MeasuredCurve.ofRanks(
        "cmc",
        IntStream.rangeClosed(1, largestRank).mapToObj(rank -> search.rate(last, rank)).toList());
  }

  private Chart byDistractors() {
    MeasuredCurve curve = byDistractorsCurve();
    List<Double> sizes = curve.xs();
    List<Double> rates = curve.ys();
    double lowest = rates.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    return Chart.of(
        "Rank-1 by distractors",
        Chart.Axis.logarithmic("distractors", sizes.get(0), sizes.get(sizes.size() - 1)),
        Chart.Axis.upToOne("rank-1", lowest),
        List.of(Chart.Series.of("", Chart.Kind.LINE, sizes, rates)),
        "The more strangers, the harder.");
  }

  private Chart byRank() {
    int last = sets.sizes().size() - 1;
    MeasuredCurve curve = byRankCurve();
    List<Double> ranks = curve.xs();
    List<Double> rates = curve.ys();
    return Chart.of(
        "Cumulative match characteristic",
        Chart.Axis.logarithmic("rank", 1, largestRank),
        Chart.Axis.upToOne("pairs found", rates.get(0)),
        List.of(Chart.Series.of("", Chart.Kind.STEP, ranks, rates)),
        String.format(Locale.ROOT, "Among %,d distractors.", sets.sizes().get(last)));
  }
}
