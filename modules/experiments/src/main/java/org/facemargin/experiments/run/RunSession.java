package org.facemargin.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Environment;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.experiments.models.CheckpointExport;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.ExportSummary;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.GradientPeak;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.faces.noise.NoiseTable;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.ReportFiles;
import org.facemargin.training.Trainer;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.listeners.AngleListener;
import org.facemargin.training.listeners.CheckpointListener;
import org.facemargin.training.listeners.DivergenceGuard;
import org.facemargin.training.listeners.MetricsListener;
import org.facemargin.training.listeners.MetricsLog;
import org.facemargin.training.listeners.PrototypeReinitialiser;
import org.facemargin.training.listeners.TensorBoardEvents;
import org.facemargin.training.listeners.ValidationListener;
import org.facemargin.training.listeners.ValidationSettings;

/**
 * One run from its configuration to its record: opens the data, trains, verifies before, during and
 * after, and leaves configuration, provenance, metrics, checkpoints, record and page in the run's
 * folder.
 */
public final class RunSession {

  private static final long NEVER = Long.MAX_VALUE;
  private static final int VERIFICATION_BATCH = 64;
  private static final long ANGLE_STEPS = 20;

  private final RunConfig config;
  private final RunFolder folder;
  private final Progress progress;
  private final Path projectFolder;
  private final AtomicReference<Trainer> running = new AtomicReference<>();
  private Optional<TensorBoardEvents> tensorBoard = Optional.empty();
  private volatile String stopRequest = "";

  /**
   * @param projectFolder source tree whose commit is recorded
   */
  public RunSession(RunConfig config, Path folder, Path projectFolder, Progress progress) {
    this.config = config;
    this.folder = new RunFolder(folder);
    this.projectFolder = projectFolder;
    this.progress = progress;
  }

  /** The folder's files. */
  public RunFolder folder() {
    return folder;
  }

  /** From now on, also writes what is measured as event files of TensorBoard. */
  public void writeTensorBoardEvents() {
    tensorBoard = Optional.of(new TensorBoardEvents(folder.tensorBoard(), Clock.systemUTC()));
  }

  /** Ends training after the step under way, from any thread; everything is saved. */
  public void requestStop(String reason) {
    stopRequest = reason;
    Trainer trainer = running.get();
    if (trainer != null) {
      trainer.requestStop(reason);
    }
  }

  /**
   * Runs. A run that had ended keeps its record, and nothing in its folder changes.
   *
   * @param resume whether to go on from the newest checkpoint in the folder
   * @throws ConfigurationException if the folder holds another run, or one that was not to be
   *     resumed
   */
  public RunRecord run(boolean resume) {
    CheckpointStore store =
        new CheckpointStore(folder.checkpoints(), config.checkpoints().keepLast(), progress);
    Optional<RunRecord> ended = ended();
    if (!resume && (ended.isPresent() || !store.newestFirst().isEmpty())) {
      throw new ConfigurationException(
          folder.root() + " holds a run. Use --resume to go on with it, or another --out.");
    }
    if (ended.isPresent()) {
      requireSameConfiguration(folder.result(), ended.get().config());
      progress.note("This run had ended; its record is kept as it is.");
      return ended.get();
    }
    Optional<TrainingState> state = store.latest();
    state.ifPresent(found -> requireSameConfiguration(folder.checkpoints(), found.configuration()));
    RunWiring wiring = new RunWiring(config);
    RunWiring.TrainingFaces training = wiring.openFaces();
    LabelledFaces faces = training.faces();
    Verification verification = new Verification(config.verification());
    ComputationGraph graph = wiring.graph();
    try (BackboneExecutor executor = wiring.executor(graph, progress);
        BatchLoader batches = wiring.batches(faces)) {
      AtomicFiles.write(folder.config(), config.resolved().yaml());
      training.noise().ifPresent(this::recordNoise);
      return train(
          new Opened(wiring, training, verification, graph, executor, batches), store, state);
    } finally {
      graph.close();
    }
  }

  private void recordNoise(NoisyFaces faces) {
    NoiseTable.of(faces).write(folder.labelNoise());
    progress.note(
        String.format(
            Locale.ROOT,
            "Label noise on purpose: %,d of %,d pictures, told apart in %s.",
            faces.noisyCount(),
            faces.size(),
            folder.labelNoise().getFileName()));
  }

  /** What a run holds open. */
  private record Opened(
      RunWiring wiring,
      RunWiring.TrainingFaces training,
      Verification verification,
      ComputationGraph graph,
      BackboneExecutor executor,
      BatchLoader batches) {

    LabelledFaces faces() {
      return training.faces();
    }
  }

  /** The record of a run that came to an end; none where it was interrupted, killed or failed. */
  private Optional<RunRecord> ended() {
    return Optional.of(folder.result())
        .filter(Files::exists)
        .map(file -> JsonRecords.read(file, RunRecord.class))
        .filter(RunRecord::ended);
  }

  private void requireSameConfiguration(Path where, String found) {
    String asked = config.resolved().yaml();
    if (!found.equals(asked)) {
      throw new ConfigurationException(
          where
              + " is of another configuration, so that it cannot be resumed. First difference: "
              + firstDifference(found, asked));
    }
  }

  private static String firstDifference(String before, String now) {
    List<String> old = before.lines().toList();
    List<String> asked = now.lines().toList();
    for (int i = 0; i < Math.max(old.size(), asked.size()); i++) {
      String one = i < old.size() ? old.get(i).strip() : "nothing";
      String two = i < asked.size() ? asked.get(i).strip() : "nothing";
      if (!one.equals(two)) {
        return "'" + one + "' there, '" + two + "' asked for.";
      }
    }
    return "none.";
  }

  private RunRecord train(Opened opened, CheckpointStore store, Optional<TrainingState> state) {
    GraphEmbedder embedder = embedder(opened);
    LastSteps lastSteps = new LastSteps();
    GradientRecord gradients = new GradientRecord();
    TimeLimit timeLimit = new TimeLimit(config.trainer().maxMinutes());
    RunHistory history = new RunHistory(progress::note);
    List<TrainingListener> listeners =
        listeners(opened, embedder, store, List.of(lastSteps, gradients, timeLimit, history));
    TrainingParts parts =
        new TrainingParts(
            opened.graph(),
            opened.executor(),
            opened.wiring().heads(opened.faces().identities(), opened.executor()),
            config.loss().plan(),
            opened.batches());
    try (Trainer trainer =
        new Trainer(parts, opened.wiring().settings(), listeners, config.resolved().yaml())) {
      List<Measurement> before = before(opened, embedder, state.isPresent());
      state.ifPresent(found -> goOn(trainer, found));
      opened.executor().prepareTraining(config.trainer().batchSize());
      history.goOn(provenance(opened, trainer));
      progress.note("Engine: " + opened.executor().description() + ".");
      JsonRecords.write(folder.provenance(), history.first());
      FirstBatch.write(folder.firstBatch(), opened.batches(), opened.wiring().imageSpec());
      running.set(trainer);
      if (!stopRequest.isEmpty()) {
        trainer.requestStop(stopRequest);
      }
      TrainingOutcome outcome = trainer.run();
      Ended ended =
          new Ended(
              outcome,
              summary(outcome, lastSteps),
              gradients.peaks(),
              angles(opened, embedder, trainer.head(), outcome));
      return finish(opened, embedder, store, history, before, ended);
    }
  }

  /** How training ended, and what was seen of it from within. */
  private record Ended(
      TrainingOutcome outcome,
      TrainingSummary summary,
      List<GradientPeak> gradients,
      List<AngleDistribution> angles) {}

  private List<AngleDistribution> angles(
      Opened opened, GraphEmbedder embedder, MarginHead head, TrainingOutcome outcome) {
    if (outcome.end() == TrainingOutcome.End.INTERRUPTED) {
      return List.of();
    }
    return opened
        .training()
        .noise()
        .map(noise -> new NoiseAngles(opened.faces(), noise, config.seed()))
        .map(angles -> angles.measure(embedder, head))
        .orElse(List.of());
  }

  private void goOn(Trainer trainer, TrainingState state) {
    trainer.restore(state);
    progress.note("Going on from step " + state.step() + ".");
  }

  private GraphEmbedder embedder(Opened opened) {
    ImageSpec spec = opened.wiring().imageSpec();
    BackboneShape shape = BackboneShape.of(opened.graph());
    return new GraphEmbedder(opened.executor(), shape, spec, VERIFICATION_BATCH);
  }

  private List<Measurement> before(Opened opened, GraphEmbedder embedder, boolean resumed) {
    Path file = folder.root().resolve("untrained.json");
    Optional<List<Measurement>> kept = resumed ? kept(file) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    List<Measurement> measured = new ArrayList<>();
    if (config.verification().untrained()) {
      opened.verification().measure(embedder, 0, progress).stream()
          .map(Verification.Finding::measurement)
          .forEach(measured::add);
    }
    if (config.verification().pixelBaseline()) {
      PixelEmbedder pixels = new PixelEmbedder(opened.wiring().imageSpec());
      opened.verification().measure(pixels, 0, progress).stream()
          .map(finding -> finding.measurement().of(RunRecord.pixels(finding.set().name())))
          .forEach(measured::add);
    }
    JsonRecords.write(file, measured);
    return measured;
  }

  /** What was measured before; empty where that has to be done again. */
  private Optional<List<Measurement>> kept(Path file) {
    try {
      return Optional.of(List.of(JsonRecords.read(file, Measurement[].class)));
    } catch (DataException e) {
      progress.note(
          "What was measured before training is measured again, for it cannot be read: "
              + e.getMessage());
      return Optional.empty();
    }
  }

  private List<TrainingListener> listeners(
      Opened opened,
      GraphEmbedder embedder,
      CheckpointStore store,
      List<TrainingListener> counting) {
    MetricsLog log = new MetricsLog(folder.metrics(), tensorBoard);
    List<TrainingListener> listeners = new ArrayList<>(counting);
    listeners.add(new EngineChoices(opened.executor()));
    ClassDirections directions = new ClassDirections(opened.faces(), embedder, progress);
    config
        .head()
        .reinitialisation()
        .map(plan -> new PrototypeReinitialiser(plan, directions, progress::note))
        .ifPresent(listeners::add);
    int images = config.trainer().batchSize() * config.trainer().accumulateSteps();
    listeners.add(new ProgressListener(progress, images));
    listeners.add(new MetricsListener(log, 1));
    listeners.add(new AngleListener(log, ANGLE_STEPS));
    listeners.add(new DivergenceGuard(config.guard().settings(), log, progress::note));
    VerificationConfig verification = config.verification();
    if (verification.everySteps() > 0 && !verification.sets().isEmpty()) {
      listeners.add(
          new ValidationListener(
              new ValidationSettings(
                  verification.everySteps(),
                  metricName(verification.sets().get(0).name()),
                  true,
                  verification.patience(),
                  verification.averagedWeights()),
              run -> validate(opened, embedder, run),
              log,
              store));
    }
    long every = config.checkpoints().everySteps();
    listeners.add(new CheckpointListener(store, every == 0 ? NEVER : every));
    return listeners;
  }

  private static String metricName(String set) {
    return set + "_accuracy";
  }

  private Map<String, Double> validate(Opened opened, GraphEmbedder embedder, TrainingRun run) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (var finding : opened.verification().measure(embedder, run.step(), Progress.SILENT)) {
      double accuracy = finding.measurement().metric("accuracy").orElseThrow().value();
      String name = finding.set().name();
      values.put(metricName(name), accuracy);
      progress.note(
          String.format(
              Locale.ROOT, "Step %d: %s accuracy %.2f %%", run.step(), name, 100 * accuracy));
    }
    return values;
  }

  private Provenance provenance(Opened opened, Trainer trainer) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("train", opened.faces().fingerprint());
    for (VerificationSet set : config.verification().sets()) {
      data.put(set.name(), set.pairs().fingerprint());
    }
    return new Provenance(
        Provenance.VERSION,
        GitState.of(projectFolder),
        Environment.current(),
        opened.executor().description(),
        trainer.head().description(),
        data,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private RunRecord finish(
      Opened opened,
      GraphEmbedder embedder,
      CheckpointStore store,
      RunHistory history,
      List<Measurement> before,
      Ended ended) {
    TrainingOutcome outcome = ended.outcome();
    boolean interrupted = outcome.end() == TrainingOutcome.End.INTERRUPTED;
    List<Verification.Finding> findings =
        interrupted ? List.of() : opened.verification().measure(embedder, outcome.step(), progress);
    keepLast(store);
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
            ended.summary(),
            ended.gradients(),
            ended.angles(),
            before,
            findings.stream().map(Verification.Finding::measurement).toList(),
            export);
    RunPage page = new RunPage(record, MetricsCurve.read(folder.metrics()), findings);
    ReportFiles.write(page.page(), folder.page().getParent());
    // last: a folder with a record is whole
    JsonRecords.write(folder.result(), record);
    return record;
  }

  private ExportSummary export() {
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

  private void keepLast(CheckpointStore store) {
    List<Path> checkpoints = store.newestFirst();
    if (checkpoints.isEmpty()) {
      return;
    }
    AtomicFiles.write(folder.checkpoint(), out -> Files.copy(checkpoints.get(0), out));
  }

  private TrainingSummary summary(TrainingOutcome outcome, LastSteps last) {
    return new TrainingSummary(
        Outcomes.of(outcome, last, config.guard().settings()),
        outcome.reason(),
        outcome.step(),
        last.images(),
        last.seconds(),
        last.images() / Math.max(last.seconds(), Double.MIN_NORMAL),
        last.meanLoss(),
        last.meanTargetCosine(),
        last.centreNorm());
  }
}
