package org.facemargin.evaluation.protocols;

import java.util.List;
import org.facemargin.core.MetricValue;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/** The short table of an evaluation: what the command line prints. */
final class SummaryTable {

  private SummaryTable() {}

  /** Each number with its interval. */
  static ReportTable of(List<MetricValue> values, String... notes) {
    return new ReportTable(
        "",
        List.of("metric", "value", "interval"),
        values.stream()
            .map(value -> List.of(value.id(), Words.value(value), Words.intervals(value)))
            .toList(),
        List.of(notes));
  }
}
