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
 * @param measured every number
 * @param facts counts, flags and folds beside the numbers, by key, for {@code result.json}
 * @param flags how it was evaluated, in words
 * @param data fingerprints of the data, by what it was used for
 * @param table the short table to print
 * @param sections what a page shows
 * @param comparisons the comparisons one by one, where the protocol has kept them
 * @param slices tables of groups and of quality to print beside {@code table}
 */
public record EvaluationOutcome(
    MeasuredValues measured,
    Map<String, Object> facts,
    String flags,
    Map<String, String> data,
    ReportTable table,
    List<Page.Section> sections,
    Optional<ScoredComparisons> comparisons,
    List<ReportTable> slices) {

  public EvaluationOutcome {
    sections = List.copyOf(sections);
    slices = List.copyOf(slices);
  }

  /** An outcome whose comparisons are not kept. */
  public EvaluationOutcome(
      MeasuredValues measured,
      Map<String, Object> facts,
      String flags,
      Map<String, String> data,
      ReportTable table,
      List<Page.Section> sections) {
    this(measured, facts, flags, data, table, sections, Optional.empty(), List.of());
  }

  /** An outcome whose comparisons are kept. */
  public EvaluationOutcome(
      MeasuredValues measured,
      Map<String, Object> facts,
      String flags,
      Map<String, String> data,
      ReportTable table,
      List<Page.Section> sections,
      ScoredComparisons comparisons) {
    this(measured, facts, flags, data, table, sections, Optional.of(comparisons), List.of());
  }

  /** The numbers with their intervals; rates as fractions. */
  public List<MetricValue> metrics() {
    return measured.values();
  }

  /** What {@code result.json} holds of it: see the schema {@code evaluation-2.schema.json}. */
  public Map<String, Object> result() {
    Map<String, Object> result = new LinkedHashMap<>(measured.result());
    result.put("flags", flags);
    result.put("facts", facts);
    return result;
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
    Map<String, Object> all = new LinkedHashMap<>(facts);
    all.put("slices", report.result());
    List<Page.Section> more = new ArrayList<>(sections);
    more.add(report.section());
    return new EvaluationOutcome(
        measured, all, flags, data, table, more, comparisons, report.tables());
  }
}
