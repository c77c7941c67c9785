package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

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
      measurement
          .metric("accuracy")
          .ifPresent(accuracy -> items.addAll(accuracies(measurement, accuracy)));
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

  private List<Block.Headline> accuracies(Measurement measurement, MetricValue accuracy) {
    List<Block.Headline> items = new ArrayList<>();
    String name = measurement.benchmark();
    items.add(
        new Block.Headline(
            "Accuracy on " + name + ", unseen identities",
            percent(accuracy.value()),
            interval(accuracy),
            true));
    record
        .untrained(name, "accuracy")
        .ifPresent(
            before ->
                items.add(
                    new Block.Headline(
                        "Before training", percent(before.value()), "the same pairs", false)));
    record
        .untrained(RunRecord.pixels(name), "accuracy")
        .ifPresent(
            before ->
                items.add(
                    new Block.Headline(
                        "Raw pixels", percent(before.value()), "no network at all", false)));
    return items;
  }

  private Page.Section verification(Verification.Finding finding) {
    ScoreSummary scores = ScoreSummary.of("", finding.scores().verification());
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Charts(ScoreCurves.of(List.of(scores))));
    blocks.add(new Block.Table(ThresholdTable.of(scores)));
    blocks.addAll(new PairGallery(finding).blocks());
    return new Page.Section(
        "Verification on " + finding.set().name(),
        finding.scores().pairs().size()
            + " pairs in "
            + finding.scores().list().folds()
            + " folds; "
            + finding.measurement().flags()
            + ".",
        blocks);
  }

  private Page.Section numbers() {
    List<List<String>> rows = new ArrayList<>();
    record.before().forEach(measurement -> rows(measurement, "before training", rows));
    record.after().forEach(measurement -> rows(measurement, "after training", rows));
    ReportTable table =
        new ReportTable(
            "", List.of("benchmark", "when", "metric", "value", "interval"), rows, List.of());
    return new Page.Section("Numbers", "", List.of(new Block.Table(table)));
  }

  private static void rows(Measurement measurement, String when, List<List<String>> rows) {
    for (MetricValue metric : measurement.metrics()) {
      rows.add(
          List.of(
              measurement.benchmark(),
              when,
              metric.id(),
              Double.isFinite(metric.value()) ? percent(metric.value()) : metric.note(),
              Double.isFinite(metric.low()) ? interval(metric) : "none"));
    }
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

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  private static String interval(MetricValue metric) {
    return String.format(
        Locale.ROOT, "%.2f to %.2f %%; %s", 100 * metric.low(), 100 * metric.high(), metric.note());
  }
}
