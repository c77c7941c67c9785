package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.faces.noise.NoiseTable;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.OutputLock;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.Trainer;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.listeners.TensorBoardEvents;

/**
 * One run from its configuration to its record: opens the data, trains, verifies before, during and
 * after, and leaves configuration, provenance, metrics, checkpoints, record and page in the run's
 * folder.
 */
public final class RunSession {

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
   *     resumed, or another process is running in it
   */
  public RunRecord run(boolean resume) {
    return OutputLock.ofFolder(folder.root()).during(() -> runAlone(resume));
  }

  private RunRecord runAlone(boolean resume) {
    CheckpointStore store =
        new CheckpointStore(folder.checkpoints(), config.checkpoints().keepLast(), progress);
    EarlierRun earlier = new EarlierRun(config, folder, progress);
    Optional<RunRecord> ended = earlier.ended(store, resume);
    if (ended.isPresent()) {
      progress.note("This run had ended; its record is kept as it is.");
      return ended.get();
    }
    Optional<TrainingState> state = earlier.latest(store);
    RunWiring wiring = new RunWiring(config);
    RunWiring.TrainingFaces training = wiring.openFaces();
    Verification verification = new Verification(config.verification());
    ComputationGraph graph = wiring.graph();
    try (BackboneExecutor executor = wiring.executor(graph, progress);
        BatchLoader batches = wiring.batches(training.faces())) {
      AtomicFiles.write(folder.config(), config.resolved().yaml());
      training.noise().ifPresent(this::recordNoise);
      return train(
          new OpenRun(
              config,
              folder,
              progress,
              wiring,
              training,
              verification,
              graph,
              executor,
              wiring.embedder(graph, executor),
              batches,
              store),
          state);
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

  private RunRecord train(OpenRun run, Optional<TrainingState> state) {
    LastSteps lastSteps = new LastSteps();
    GradientRecord gradients = new GradientRecord();
    RunHistory history = new RunHistory(progress::note);
    TimeLimit timeLimit = new TimeLimit(config.trainer().maxMinutes());
    List<TrainingListener> listeners =
        RunListeners.of(run, List.of(lastSteps, gradients, timeLimit, history), tensorBoard);
    TrainingParts parts =
        new TrainingParts(
            run.graph(),
            run.executor(),
            run.wiring().heads(run.faces().identities(), run.executor()),
            config.loss().plan(),
            run.batches());
    try (Trainer trainer =
        new Trainer(parts, run.wiring().settings(), listeners, config.resolved().yaml())) {
      List<Measurement> before = UntrainedBaseline.of(run, state.isPresent());
      state.ifPresent(found -> goOn(trainer, found));
      run.executor().prepareTraining(config.trainer().batchSize());
      history.goOn(run.provenance(projectFolder, trainer));
      progress.note("Engine: " + run.executor().description() + ".");
      JsonRecords.write(folder.provenance(), history.first());
      FirstBatch.write(folder.firstBatch(), run.batches(), run.wiring().imageSpec());
      running.set(trainer);
      if (!stopRequest.isEmpty()) {
        trainer.requestStop(stopRequest);
      }
      TrainingOutcome outcome = trainer.run();
      return new RunEnding(run, lastSteps, gradients, history)
          .record(trainer.head(), before, outcome);
    }
  }

  private void goOn(Trainer trainer, TrainingState state) {
    trainer.restore(state);
    progress.note("Going on from step " + state.step() + ".");
  }
}
