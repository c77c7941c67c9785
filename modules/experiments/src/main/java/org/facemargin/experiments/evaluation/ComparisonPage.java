package org.facemargin.experiments.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.metrics.PairedBootstrap;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/** The page of a comparison: who is best first, then by how much, then everything. */
final class ComparisonPage {

  /** Pairs of models whose differences are shown unasked. */
  private static final int PAIRS_SHOWN = 6;

  private static final double PAIRS_APART = 0.7;

  private final Map<String, List<ModelComparison.Evaluated>> byBenchmark = new LinkedHashMap<>();
  private final List<SystemPair> pairs;
  private final List<ReportTable> tables;

  ComparisonPage(
      List<ModelComparison.Evaluated> evaluations,
      List<SystemPair> pairs,
      List<ReportTable> tables) {
    evaluations.forEach(
        one -> byBenchmark.computeIfAbsent(one.benchmark(), b -> new ArrayList<>()).add(one));
    this.pairs = pairs;
    this.tables = tables;
  }

  Page page() {
    List<Page.Section> sections = new ArrayList<>();
    byBenchmark.forEach(
        (benchmark, models) -> sections.add(new Page.Section(benchmark, "", headlines(models))));
    byBenchmark.keySet().forEach(benchmark -> differences(benchmark).ifPresent(sections::add));
    byBenchmark
        .keySet()
        .forEach(
            benchmark ->
                sections.add(
                    new Page.Section(
                        "Numbers, " + benchmark,
                        "",
                        tables.stream()
                            .map(table -> (Block) new Block.Table(of(benchmark, table)))
                            .filter(block -> !block.showsNothing())
                            .toList())));
    byBenchmark.forEach((benchmark, models) -> curves(benchmark, models).ifPresent(sections::add));
    String names =
        byBenchmark.values().stream()
            .flatMap(List::stream)
            .map(ModelComparison.Evaluated::model)
            .distinct()
            .collect(Collectors.joining(", "));
    return new Page(
        "Comparison",
        names + " on " + String.join(", ", byBenchmark.keySet()) + ".",
        sections,
        "FaceMargin " + Provenance.VERSION);
  }

  /** The rows of one benchmark, whose name the heading says. */
  private static ReportTable of(String benchmark, ReportTable table) {
    List<List<String>> rows = new ArrayList<>();
    List<ReportTable.Brief> briefs = new ArrayList<>();
    for (int r = 0; r < table.rows().size(); r++) {
      List<String> row = table.rows().get(r);
      if (!row.get(0).equals(benchmark)) {
        continue;
      }
      for (ReportTable.Brief brief : table.briefs()) {
        if (brief.row() == r) {
          briefs.add(brief.at(rows.size(), brief.column() - 1));
        }
      }
      rows.add(row.subList(1, row.size()));
    }
    return new ReportTable(
        table.title() + ", " + benchmark,
        table.columns().subList(1, table.columns().size()),
        rows,
        table.notes(),
        briefs);
  }

  /** The number each benchmark is read for, a card a model, the best one leading. */
  private List<Block> headlines(List<ModelComparison.Evaluated> models) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    String id = models.get(0).outcome().metrics().get(0).id();
    for (ModelComparison.Evaluated one : models) {
      one.outcome().metrics().stream()
          .filter(value -> value.id().equals(id))
          .findFirst()
          .ifPresent(value -> values.put(one.model(), value));
    }
    List<SystemPair> tests =
        pairs.stream().filter(pair -> pair.benchmark().equals(models.get(0).benchmark())).toList();
    Optional<BestOfRow> best = BestOfRow.of(id, values, tests);
    List<Block.Headline> cards = new ArrayList<>();
    values.forEach(
        (model, value) -> {
          Optional<BestOfRow> leading = best.filter(b -> b.model().equals(model));
          Block.Headline card = HeadlineCards.card(value, leading.isPresent());
          String said = leading.map(BestOfRow::remark).orElse("");
          cards.add(
              new Block.Headline(
                  model + ": " + card.label(), card.value(), said + card.note(), card.leading()));
        });
    return List.of(new Block.Headlines(cards));
  }

  /** Differences as dots with whiskers, where there was a bootstrap. */
  private Optional<Page.Section> differences(String benchmark) {
    List<SystemPair> tested =
        pairs.stream()
            .filter(pair -> pair.benchmark().equals(benchmark) && !pair.differences().isEmpty())
            .toList();
    if (tested.isEmpty()) {
      return Optional.empty();
    }
    List<String> numbers =
        tested.get(0).differences().stream().map(d -> shortName(d.statistic().id())).toList();
    List<Chart.Series> series = new ArrayList<>();
    for (SystemPair pair : tested) {
      double aside =
          PAIRS_APART * ((series.size() + 0.5) / Math.min(tested.size(), PAIRS_SHOWN) - 0.5);
      Chart.Series one = series(pair, aside % PAIRS_APART);
      series.add(series.size() < PAIRS_SHOWN ? one : one.unticked());
    }
    Chart chart =
        Chart.of(
            "Differences on " + benchmark,
            Chart.Axis.named("metric", numbers),
            Chart.Axis.linear("difference (percentage points)"),
            series,
            (tested.size() == 1 ? tested.get(0).first() : "First model")
                + " minus "
                + (tested.size() == 1 ? tested.get(0).second() : "second")
                + "; whiskers: 95 % of the paired bootstrap. Where they cross zero, the two are not"
                + " told apart. A larger TAR is better, a larger EER worse.");
    return Optional.of(
        new Page.Section(
            "Differences, " + benchmark, "", List.of(new Block.Charts(List.of(chart)))));
  }

  private static Chart.Series series(SystemPair pair, double aside) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (PairedBootstrap test : pair.differences()) {
      x.add(x.size() + aside);
      y.add(100 * test.difference());
      low.add(100 * test.interval().low());
      high.add(100 * test.interval().high());
    }
    String name = pair.first() + " − " + pair.second();
    return new Chart.Series(name, Chart.Kind.POINTS, x, y, low, high);
  }

  /** "TAR 1e-3" for "tar_iso@far=1e-3": it stands under a tick. */
  private static String shortName(String id) {
    return id.replaceFirst("^tar_iso@far=", "TAR ")
        .replaceFirst("_.*", "")
        .toUpperCase(Locale.ROOT)
        .replaceFirst("E-([0-9]+)$", "e-$1");
  }

  /** Curves of all models over each other, and every model's histograms. */
  private static Optional<Page.Section> curves(
      String benchmark, List<ModelComparison.Evaluated> models) {
    List<ScoreSummary> sets = new ArrayList<>();
    String scale = ScoreCurves.COSINE;
    for (ModelComparison.Evaluated one : models) {
      Optional<ScoredComparisons> kept = one.outcome().comparisons();
      if (kept.isPresent()) {
        sets.add(ScoreSummary.of(one.model(), kept.get().list().sorted()));
        scale = kept.get().scale();
      }
    }
    if (sets.isEmpty()) {
      return Optional.empty();
    }
    List<Chart> charts = new ArrayList<>(ScoreCurves.rates(sets, sets.size()));
    charts.addAll(ScoreCurves.histograms(sets, scale, Optional.empty()));
    return Optional.of(
        new Page.Section("Curves, " + benchmark, "", List.of(new Block.Charts(charts))));
  }
}
