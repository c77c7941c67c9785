package org.facemargin.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.experiments.models.CheckpointExport;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.ExportSummary;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.ReportFiles;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.heads.MarginHead;

/** What is measured and written once training has ended. */
final class RunEnding {

  private final OpenRun run;
  private final LastSteps lastSteps;
  private final GradientRecord gradients;
  private final RunHistory history;

  RunEnding(OpenRun run, LastSteps lastSteps, GradientRecord gradients, RunHistory history) {
    this.run = run;
    this.lastSteps = lastSteps;
    this.gradients = gradients;
    this.history = history;
  }

  /**
   * Verifies, exports and writes record and page.
   *
   * @param before what was measured before training
   */
  RunRecord record(MarginHead head, List<Measurement> before, TrainingOutcome outcome) {
    RunConfig config = run.config();
    RunFolder folder = run.folder();
    boolean interrupted = outcome.end() == TrainingOutcome.End.INTERRUPTED;
    List<AngleDistribution> angles = interrupted ? List.of() : angles(head);
    List<Verification.Finding> findings =
        interrupted
            ? List.of()
            : run.verification().measure(run.embedder(), outcome.step(), run.progress());
    keepLast();
    ExportSummary export = interrupted ? ExportSummary.NONE : export();
    RunRecord record =
        new RunRecord(
            RunRecord.SCHEMA,
            config.name(),
            config.scale().word(),
            config.seed(),
            config.recipe(),
            config.resolved().sha256(),
            config.resolved().yaml(),
            history.first(),
            history.resumed(),
            summary(outcome),
            gradients.peaks(),
            angles,
            before,
            findings.stream().map(Verification.Finding::measurement).toList(),
            export);
    RunPage page = new RunPage(record, MetricsCurve.read(folder.metrics()), findings);
    ReportFiles.write(page.page(), folder.page().getParent());
    // last: a folder with a record is whole
    JsonRecords.write(folder.result(), record);
    return record;
  }

  private List<AngleDistribution> angles(MarginHead head) {
    return run.training()
        .noise()
        .map(noise -> new NoiseAngles(run.faces(), noise, run.config().seed()))
        .map(angles -> angles.measure(run.embedder(), head))
        .orElse(List.of());
  }

  private ExportSummary export() {
    RunConfig config = run.config();
    RunFolder folder = run.folder();
    if (!config.export().onnx() || !Files.exists(folder.checkpoint())) {
      return ExportSummary.NONE;
    }
    CheckpointExport.Result result =
        CheckpointExport.export(
            folder.checkpoint(),
            folder.onnx(),
            config.export().settings(),
            config.trainer().averageDecay() > 0);
    return new ExportSummary(
        result.file().getFileName().toString(),
        Sha256.of(result.file()),
        result.largestDifference());
  }

  private void keepLast() {
    List<Path> checkpoints = run.store().newestFirst();
    if (checkpoints.isEmpty()) {
      return;
    }
    AtomicFiles.write(run.folder().checkpoint(), out -> Files.copy(checkpoints.get(0), out));
  }

  private TrainingSummary summary(TrainingOutcome outcome) {
    return new TrainingSummary(
        Outcomes.of(outcome, lastSteps, run.config().guard().settings()),
        outcome.reason(),
        outcome.step(),
        lastSteps.images(),
        lastSteps.seconds(),
        lastSteps.images() / Math.max(lastSteps.seconds(), Double.MIN_NORMAL),
        lastSteps.meanLoss(),
        lastSteps.meanTargetCosine(),
        lastSteps.centreNorm());
  }
}
