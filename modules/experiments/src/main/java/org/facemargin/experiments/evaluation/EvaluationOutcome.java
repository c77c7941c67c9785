package org.facemargin.experiments.evaluation;

import java.util.List;
import java.util.Map;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.report.Page;
import org.facemargin.experiments.report.ReportTable;

/**
 * What one benchmark said.
 *
 * @param metrics the numbers with their intervals; rates as fractions
 * @param result everything computed, for {@code result.json}, by key
 * @param flags how it was evaluated, in words
 * @param data fingerprints of the data, by what it was used for
 * @param table the short table to print
 * @param sections what a page shows
 */
public record EvaluationOutcome(
    List<MetricValue> metrics,
    Map<String, Object> result,
    String flags,
    Map<String, String> data,
    ReportTable table,
    List<Page.Section> sections) {

  public EvaluationOutcome {
    metrics = List.copyOf(metrics);
    sections = List.copyOf(sections);
  }
}
