package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/**
 * What one benchmark said.
 *
 * @param metrics the numbers with their intervals; rates as fractions
 * @param result everything computed, for {@code result.json}, by key
 * @param flags how it was evaluated, in words
 * @param data fingerprints of the data, by what it was used for
 * @param table the short table to print
 * @param sections what a page shows
 * @param comparisons the comparisons one by one, where the protocol has kept them
 * @param slices tables of groups and of quality to print beside {@code table}
 */
public record EvaluationOutcome(
    List<MetricValue> metrics,
    Map<String, Object> result,
    String flags,
    Map<String, String> data,
    ReportTable table,
    List<Page.Section> sections,
    Optional<ScoredComparisons> comparisons,
    List<ReportTable> slices) {

  public EvaluationOutcome {
    metrics = List.copyOf(metrics);
    sections = List.copyOf(sections);
    slices = List.copyOf(slices);
  }

  /** An outcome whose comparisons are not kept. */
  public EvaluationOutcome(
      List<MetricValue> metrics,
      Map<String, Object> result,
      String flags,
      Map<String, String> data,
      ReportTable table,
      List<Page.Section> sections) {
    this(metrics, result, flags, data, table, sections, Optional.empty(), List.of());
  }

  /** An outcome whose comparisons are kept. */
  public EvaluationOutcome(
      List<MetricValue> metrics,
      Map<String, Object> result,
      String flags,
      Map<String, String> data,
      ReportTable table,
      List<Page.Section> sections,
      ScoredComparisons comparisons) {
    this(metrics, result, flags, data, table, sections, Optional.of(comparisons), List.of());
  }

  /**
   * This outcome with its comparisons sliced.
   *
   * @throws ConfigurationException if the protocol has not kept them
   */
  public EvaluationOutcome sliced(SliceSettings settings) {
    ScoredComparisons kept =
        comparisons.orElseThrow(
            () ->
                new ConfigurationException(
                    "This protocol keeps no single comparisons: leave --metadata out."));
    SliceReport report = SliceReport.of(kept, settings);
    Map<String, Object> all = new LinkedHashMap<>(result);
    all.put("slices", report.result());
    List<Page.Section> more = new ArrayList<>(sections);
    more.add(report.section());
    return new EvaluationOutcome(
        metrics, all, flags, data, table, more, comparisons, report.tables());
  }
}
