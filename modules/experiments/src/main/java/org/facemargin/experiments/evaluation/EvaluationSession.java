package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Environment;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationSource;
import org.facemargin.evaluation.benchmark.SliceSettings;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;

/**
 * Measures one model on one benchmark and writes {@code result.json}, {@code report/index.html} and
 * {@code report/card.html}, the same on one page of paper.
 */
public final class EvaluationSession {

  private static final String SCHEMA = "evaluation/2";

  private final BenchmarkCard card;
  private final Optional<SliceSettings> slices;
  private final boolean withReport;

  /**
   * @param card the benchmark
   * @param slices how to slice by metadata, if that is wanted
   * @param withReport whether a page is wanted beside {@code result.json}
   */
  public EvaluationSession(BenchmarkCard card, Optional<SliceSettings> slices, boolean withReport) {
    this.card = card;
    this.slices = slices;
    this.withReport = withReport;
  }

  /** Measures; nothing is written unless all of it worked. */
  public EvaluationOutcome run(EvaluationSource source, Path out) {
    Instant begin = Instant.now();
    EvaluationOutcome whole = card.benchmark().evaluate(source.request());
    EvaluationOutcome outcome = slices.map(whole::sliced).orElse(whole);
    Map<String, String> model = source.facts();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("schema", SCHEMA);
    result.put("benchmark", card.name());
    result.put("protocol", card.protocol());
    result.put("model", model);
    result.putAll(outcome.result());
    result.put("data_sha256", outcome.data());
    result.put("version", Provenance.VERSION);
    Origin origin = new Origin(GitState.of(ProjectFolder.find()), Environment.current());
    result.put("git", origin.git);
    result.put("environment", origin.environment);
    result.put("started_utc", begin.toString());
    JsonRecords.write(out.resolve("result.json"), result);
    if (withReport) {
      Page page = page(outcome, model, begin, origin);
      ReportFiles.write(page, out.resolve("report"));
      ReportFiles.writeCard(
          PrintedCard.of(page, outcome, identity(outcome, model, begin)), out.resolve("report"));
    }
    return outcome;
  }

  /** What tells this measurement from others, for a page that has no room for more. */
  private Map<String, String> identity(
      EvaluationOutcome outcome, Map<String, String> model, Instant begin) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String key : List.of("name", "file", "sha256", "licence")) {
      if (model.containsKey(key)) {
        facts.put("model " + key, model.get(key));
      }
    }
    facts.put("benchmark", card.title() + ", protocol " + card.protocol());
    facts.put("flags", outcome.flags());
    outcome.data().forEach((key, value) -> facts.put("SHA-256 of " + key, value));
    facts.put("measured", begin.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10));
    return facts;
  }

  /** What ran, on what. */
  private record Origin(GitState git, Environment environment) {}

  private Page page(
      EvaluationOutcome outcome, Map<String, String> model, Instant begin, Origin origin) {
    List<Page.Section> sections = new ArrayList<>(outcome.sections());
    Map<String, String> facts = new LinkedHashMap<>();
    model.forEach((key, value) -> facts.put("model " + key.replace('_', ' '), value));
    facts.put(
        "benchmark", card.title() + (card.source().isEmpty() ? "" : " (" + card.source() + ")"));
    facts.put("protocol", card.protocol());
    facts.put("flags", outcome.flags());
    outcome.data().forEach((key, value) -> facts.put("SHA-256 of " + key, value));
    Environment environment = origin.environment;
    facts.put(
        "machine",
        String.format(
            Locale.ROOT,
            "%s, %d %s, %s",
            environment.cpu(),
            environment.cores(),
            environment.cores() == 1 ? "core" : "cores",
            environment.os()));
    facts.put("Java", environment.java());
    facts.put("FaceMargin", Provenance.VERSION + ", commit " + origin.git.words());
    facts.put("on one sheet of paper", "card.html beside this page");
    facts.put("began", begin.truncatedTo(ChronoUnit.SECONDS).toString());
    sections.add(new Page.Section("What ran where", "", List.of(Block.Facts.of("", facts))));
    String name = model.getOrDefault("name", "Stored scores");
    return new Page(
        name + " on " + card.title(),
        String.format(Locale.ROOT, "%s, %s.", card.title(), outcome.flags()),
        sections,
        "FaceMargin " + Provenance.VERSION);
  }
}
