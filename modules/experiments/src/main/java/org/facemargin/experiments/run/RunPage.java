package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.Durations;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.Words;

/** The page of a run. */
final class RunPage {

  private final RunRecord record;
  private final MetricsCurve metrics;
  private final List<Verification.Finding> findings;

  /**
   * @param findings what was verified at the end; empty where only files are at hand
   */
  RunPage(RunRecord record, MetricsCurve metrics, List<Verification.Finding> findings) {
    this.record = record;
    this.metrics = metrics;
    this.findings = List.copyOf(findings);
  }

  Page page() {
    List<Page.Section> sections = new ArrayList<>();
    sections.add(new Page.Section("", "", List.of(new Block.Headlines(headlines()))));
    sections.add(TrainingCharts.section(metrics));
    for (Verification.Finding finding : findings) {
      sections.add(verification(finding));
    }
    if (!record.angles().isEmpty()) {
      sections.add(
          new Page.Section(
              "Clean and noisy labels",
              "Training pictures after the last step, without augmentation.",
              AngleCharts.of("", List.of(record.angles()))));
    }
    sections.add(numbers());
    sections.add(origin());
    return new Page(record.run(), lead(), sections, "FaceMargin " + record.provenance().version());
  }

  private String lead() {
    TrainingSummary training = record.training();
    String end =
        switch (training.outcome()) {
          case COMPLETED -> "Trained";
          case STOPPED_EARLY -> "Stopped early (" + training.reason() + ")";
          case COLLAPSED -> "Collapsed (" + reason(training) + ")";
          case FAILED -> "Failed (" + training.reason() + ")";
          case INTERRUPTED -> "Interrupted";
        };
    return String.format(
        Locale.ROOT,
        "%s: %,d steps, %,d images in %s. %s",
        end,
        training.steps(),
        training.images(),
        Durations.words(training.seconds()),
        record.scale().equals("full")
            ? "Full scale."
            : "Reduced scale: not to be compared with published numbers.");
  }

  private static String reason(TrainingSummary training) {
    return training.reason().isEmpty()
        ? "class centres at one pole, targets at the other"
        : training.reason();
  }

  private List<Block.Headline> headlines() {
    List<Block.Headline> items = new ArrayList<>();
    for (Measurement measurement : record.after()) {
      measurement.headline().ifPresent(headline -> items.addAll(headlines(measurement, headline)));
    }
    TrainingSummary training = record.training();
    items.add(
        new Block.Headline(
            "Speed",
            String.format(Locale.ROOT, "%.1f images/s", training.imagesPerSecond()),
            "training, verification not counted",
            false));
    items.add(
        new Block.Headline(
            "Loss at the end",
            String.format(Locale.ROOT, "%.3f", training.finalLoss()),
            String.format(Locale.ROOT, "mean target cosine %.3f", training.meanTargetCosine()),
            false));
    return items;
  }

  private List<Block.Headline> headlines(Measurement measurement, MetricValue headline) {
    List<Block.Headline> items = new ArrayList<>();
    String name = measurement.benchmark();
    items.add(
        new Block.Headline(
            HeadlineCards.words(headline.id()) + " on " + name + ", unseen identities",
            Words.value(headline),
            Words.intervals(headline),
            true));
    record
        .untrained(name, headline.id())
        .ifPresent(
            before ->
                items.add(
                    new Block.Headline(
                        "Before training", Words.value(before), "the same pairs", false)));
    record
        .untrained(RunRecord.pixels(name), headline.id())
        .ifPresent(
            before ->
                items.add(
                    new Block.Headline(
                        "Raw pixels", Words.value(before), "no network at all", false)));
    return items;
  }

  private Page.Section verification(Verification.Finding finding) {
    List<Block> blocks =
        finding.outcome().sections().stream()
            .flatMap(section -> section.blocks().stream())
            .filter(block -> !(block instanceof Block.Headlines))
            .toList();
    return new Page.Section(
        "Verification on " + finding.set().name(), finding.outcome().flags() + ".", blocks);
  }

  private Page.Section numbers() {
    List<Block> tables =
        NumbersTable.of(record.before(), record.after()).stream()
            .map(table -> (Block) new Block.Table(table))
            .toList();
    return new Page.Section("Numbers", "", tables);
  }

  private Page.Section origin() {
    Provenance provenance = record.provenance();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Backbone engine", provenance.engine());
    facts.put("Margin head", provenance.head());
    facts.put("Machine", provenance.environment().cpu());
    facts.put("Processors", String.valueOf(provenance.environment().cores()));
    facts.put("Operating system", provenance.environment().os());
    facts.put("Java", provenance.environment().java());
    facts.put("Commit", provenance.git().words());
    facts.put("Started", provenance.startedUtc());
    for (Provenance resume : record.resumed()) {
      List<String> differences = provenance.circumstances().differences(resume.circumstances());
      facts.put(
          "Resumed " + resume.startedUtc(),
          differences.isEmpty() ? "under the same circumstances" : String.join("; ", differences));
    }
    facts.put("Seed", String.valueOf(record.seed()));
    facts.put("Configuration (SHA-256)", record.configSha256());
    provenance.data().forEach((use, hash) -> facts.put("Data: " + use, hash));
    if (!record.export().file().isEmpty()) {
      facts.put(
          "ONNX file",
          String.format(
              Locale.ROOT,
              "%s, SHA-256 %s; ONNX Runtime differs from our own forward pass by %.1e at most",
              record.export().file(),
              record.export().sha256(),
              record.export().largestDifference()));
    }
    return new Page.Section(
        "What ran where",
        "",
        List.of(
            Block.Facts.of("", facts),
            new Block.Folded("The whole configuration", record.config())));
  }
}
