package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.megaface.DistractorSets;
import org.facemargin.evaluation.search.DistractorSearch;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/** What MegaFace's numbers are shown as. */
record MegaFaceReport(DistractorSearch search, DistractorSets sets, int largestRank) {

  private static final List<Integer> RANKS = List.of(1, 5, 10);
  private static final List<Double> FARS = List.of(1e-6, 1e-5, 1e-4);

  /**
   * @param facts counts, seed and flags
   * @param data fingerprints
   */
  EvaluationOutcome outcome(Map<String, Object> facts, Map<String, String> data) {
    List<MetricValue> metrics = new ArrayList<>();
    ReportTable table = identificationTable(facts);
    Map<String, Object> result = new LinkedHashMap<>(facts);
    result.put("identification", identification(metrics));
    result.put("verification", verification(metrics));
    return new EvaluationOutcome(
        metrics,
        result,
        String.valueOf(facts.get("flags")),
        data,
        table,
        List.of(
            new Page.Section(
                "", "", List.of(new Block.Table(table), new Block.Table(verificationTable()))),
            new Page.Section(
                "Curves", "", List.of(new Block.Charts(List.of(byDistractors(), byRank()))))));
  }

  private Map<String, Object> identification(List<MetricValue> metrics) {
    Map<String, Object> bySize = new LinkedHashMap<>();
    for (int set = 0; set < sets.sizes().size(); set++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      for (int rank : RANKS) {
        entry.put("rank_" + rank, search.rate(set, rank));
      }
      entry.put("pairs", search.pairs());
      bySize.put(Integer.toString(sets.sizes().get(set)), entry);
      metrics.add(
          MetricValue.of(
              "rank-1@" + sets.sizes().get(set),
              search.rate(set, 1),
              (int) Math.min(Integer.MAX_VALUE, search.pairs())));
    }
    return bySize;
  }

  private Map<String, Object> verification(List<MetricValue> metrics) {
    Map<String, Object> nearest = new LinkedHashMap<>();
    Map<String, Object> iso = new LinkedHashMap<>();
    Map<String, Object> details = new LinkedHashMap<>();
    for (double far : FARS) {
      DistractorSearch.Point point = search.point(far);
      nearest.put(key(far), point.tarNearest());
      iso.put(key(far), point.tar());
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put("threshold", point.threshold());
      detail.put("false_accepts", point.falseAccepts());
      detail.put("false_accept_budget", point.budget());
      detail.put("note", point.budget() == 0 ? "insufficient data" : "");
      details.put(key(far), detail);
      metrics.add(MetricValue.of("tar@far<=" + key(far), point.tar(), search.genuineCount()));
    }
    Map<String, Object> verification = new LinkedHashMap<>();
    verification.put("genuine", search.genuineCount());
    verification.put("impostor", search.impostorCount());
    verification.put("tar_nearest", nearest);
    verification.put("tar_iso", iso);
    verification.put("iso_details", details);
    return verification;
  }

  private static String key(double far) {
    return "1e-" + Math.round(-Math.log10(far));
  }

  private ReportTable identificationTable(Map<String, Object> facts) {
    List<List<String>> rows = new ArrayList<>();
    for (int set = 0; set < sets.sizes().size(); set++) {
      List<String> row = new ArrayList<>();
      row.add(String.format(Locale.ROOT, "%,d", sets.sizes().get(set)));
      for (int rank : RANKS) {
        row.add(percent(search.rate(set, rank)));
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
            "TAR@FAR≤1e-6: " + tar(1e-6) + " (" + impostors() + " impostor scores)."));
  }

  private String impostors() {
    return String.format(Locale.ROOT, "%,d", search.impostorCount());
  }

  private String tar(double far) {
    DistractorSearch.Point point = search.point(far);
    return point.budget() == 0 ? "insufficient data" : percent(point.tar());
  }

  private ReportTable verificationTable() {
    List<List<String>> rows = new ArrayList<>();
    for (double far : FARS) {
      DistractorSearch.Point point = search.point(far);
      rows.add(
          List.of(
              key(far),
              tar(far),
              percent(point.tarNearest()),
              point.falseAccepts() + " of " + point.budget()));
    }
    return new ReportTable(
        "Verification",
        List.of("FAR", "TAR, FAR ≤ target", "TAR, nearest FAR", "false accepts of budget"),
        rows,
        List.of(search.genuineCount() + " genuine pairs, " + impostors() + " impostor scores."));
  }

  private Chart byDistractors() {
    List<Double> sizes = sets.sizes().stream().map(Integer::doubleValue).toList();
    List<Double> rates = new ArrayList<>();
    for (int set = 0; set < sizes.size(); set++) {
      rates.add(search.rate(set, 1));
    }
    double lowest = rates.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    return Chart.of(
        "Rank-1 by distractors",
        Chart.Axis.logarithmic("distractors", sizes.get(0), sizes.get(sizes.size() - 1)),
        Chart.Axis.percent("rank-1", Math.floor(10 * lowest) / 10, 1),
        List.of(Chart.Series.of("", Chart.Kind.LINE, sizes, rates)),
        "The more strangers, the harder.");
  }

  private Chart byRank() {
    int last = sets.sizes().size() - 1;
    List<Double> ranks = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int rank = 1; rank <= largestRank; rank++) {
      ranks.add((double) rank);
      rates.add(search.rate(last, rank));
    }
    return Chart.of(
        "Cumulative match characteristic",
        Chart.Axis.logarithmic("rank", 1, largestRank),
        Chart.Axis.percent("pairs found", Math.floor(10 * rates.get(0)) / 10, 1),
        List.of(Chart.Series.of("", Chart.Kind.STEP, ranks, rates)),
        String.format(Locale.ROOT, "Among %,d distractors.", sets.sizes().get(last)));
  }

  private static String percent(double rate) {
    return Double.isNaN(rate) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * rate);
  }
}
