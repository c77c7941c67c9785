package org.facemargin.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.LabelledFaces;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.experiments.models.NetworkExport;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.ExportSummary;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.faces.source.ResizedLabelledFaces;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.ReportFiles;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.heads.MarginHead;

/** What is measured and written once training has ended. */
final class RunEnding {

  private final OpenRun run;
  private final Observers observers;

  RunEnding(OpenRun run, Observers observers) {
    this.run = run;
    this.observers = observers;
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
            : run.verification()
                .measure(
                    run.embedder(), outcome.step(), EvaluationRequest.Detail.WHOLE, run.progress());
    Map<String, String> data = new LinkedHashMap<>(Verification.fingerprints(findings));
    List<Measurement> separation = interrupted ? List.of() : separation(head, outcome.step(), data);
    if (run.writes()) {
      keepLast();
    }
    ExportSummary export = interrupted || !run.writes() ? ExportSummary.NONE : export();
    RunRecord record =
        new RunRecord(
            RunRecord.SCHEMA,
            config.name(),
            config.scale().word(),
            config.seed(),
            config.recipe(),
            config.resolved().sha256(),
            config.resolved().yaml(),
            observers.history().first().with(data),
            observers.history().resumed(),
            summary(outcome),
            observers.gradients().peaks(),
            angles,
            separation,
            before,
            findings.stream().map(Verification.Finding::measurement).toList(),
            export);
    if (!run.writes()) {
      return record;
    }
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
        .map(angles -> angles.measure(run.embedder(), head, run.ranks()))
        .orElse(List.of());
  }

  /**
   * @param data receives what identifies each set
   */
  private List<Measurement> separation(MarginHead head, long step, Map<String, String> data) {
    VerificationConfig asked = run.config().verification();
    List<Measurement> found = new ArrayList<>();
    if (asked.trainAngles()) {
      int[] chosen = ChosenPictures.of(run.faces().size(), run.config().seed(), "separation");
      UnitEmbeddings pictures = UnitEmbeddings.of(run.faces(), chosen, run.embedder());
      found.add(Separation.ofClasses(pictures, head, run.ranks(), step));
      found.add(observers.targetAngles().measurement(step));
    }
    observers.centres().ifPresent(centres -> found.add(centres.measurement(step)));
    found.addAll(observers.sparsity().measurement(step));
    observers.noiseWeights().ifPresent(weights -> found.add(weights.measurement(step)));
    for (AngleSet set : asked.angleSets()) {
      LabelledFaces faces =
          new ResizedLabelledFaces(set.faces().open(), run.wiring().imageSpec().widthPx());
      data.put("angles of " + set.name(), faces.fingerprint());
      found.add(Separation.ofOthers(set.name(), faces, run.embedder(), step));
    }
    return found;
  }

  private ExportSummary export() {
    RunConfig config = run.config();
    RunFolder folder = run.folder();
    if (!config.export().onnx() || !Files.exists(folder.checkpoint())) {
      return ExportSummary.NONE;
    }
    boolean averaged = config.trainer().averageDecay() > 0;
    NetworkExport.Result result =
        NetworkExport.export(
            LoadedNetwork.of(folder.checkpoint(), Optional.empty(), averaged),
            folder.onnx(),
            config.export().settings());
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
    LastSteps lastSteps = observers.lastSteps();
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
