package org.facemargin.experiments.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/**
 * A model on one printed page, as NIST's report cards of face recognition have it: the numbers it
 * is read for, error trade-off and scores, thresholds, and what exactly was measured.
 */
final class PrintedCard {

  private static final int CHARTS = 2;
  private static final int ROWS = 6;

  private PrintedCard() {}

  /**
   * @param page the whole page
   * @param facts what was measured, by name; the few that identify it
   */
  static Page of(Page page, EvaluationOutcome outcome, Map<String, String> facts) {
    List<Block> all = page.sections().stream().flatMap(s -> s.blocks().stream()).toList();
    List<Block> blocks = new ArrayList<>();
    first(all, Block.Headlines.class).ifPresent(blocks::add);
    List<Chart> charts =
        all.stream()
            .filter(block -> block instanceof Block.Charts)
            .flatMap(block -> ((Block.Charts) block).items().stream())
            .toList();
    // the trade-off of errors and what it comes from, rather than the same trade-off as ROC
    List<Chart> shown =
        charts.stream().filter(chart -> !chart.title().startsWith("ROC")).limit(CHARTS).toList();
    if (!shown.isEmpty()) {
      blocks.add(new Block.Charts(shown));
    }
    blocks.add(new Block.Table(shortened(table(all, outcome))));
    blocks.add(Block.Facts.of("", facts));
    return new Page(
        page.title(), page.lead(), List.of(new Page.Section("", "", blocks)), page.footer());
  }

  private static <T extends Block> Optional<T> first(List<Block> blocks, Class<T> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** The thresholds, or what the command line prints. */
  private static ReportTable table(List<Block> blocks, EvaluationOutcome outcome) {
    return blocks.stream()
        .filter(block -> block instanceof Block.Table)
        .map(block -> ((Block.Table) block).table())
        .filter(table -> table.title().startsWith("Thresholds"))
        .findFirst()
        .orElse(outcome.table());
  }

  private static ReportTable shortened(ReportTable table) {
    return table.rows().size() <= ROWS
        ? table
        : new ReportTable(
            table.title(),
            table.columns(),
            table.rows().subList(0, ROWS),
            List.of("The first " + ROWS + " of " + table.rows().size() + " rows."));
  }
}
