package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.faces.noise.NoiseTable;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.OutputLock;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.Trainer;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.listeners.TensorBoardEvents;
import org.facemargin.training.ranks.ClassRange;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.MeasuredCollective;

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
  private final MeasuredCollective ranks;
  private final AtomicReference<Trainer> running = new AtomicReference<>();
  private Optional<TensorBoardEvents> tensorBoard = Optional.empty();
  private volatile String stopRequest = "";

  /**
   * @param projectFolder source tree whose commit is recorded
   */
  public RunSession(RunConfig config, Path folder, Path projectFolder, Progress progress) {
    this(config, folder, projectFolder, progress, Collective.ALONE);
  }

  /**
   * One rank of a run. Rank 0 writes the folder, which all ranks see.
   *
   * @param projectFolder source tree whose commit is recorded
   * @param ranks who trains together; each makes the same session
   */
  public RunSession(
      RunConfig config, Path folder, Path projectFolder, Progress progress, Collective ranks) {
    this.ranks = new MeasuredCollective(ranks);
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
   *     resumed, or none where one was, or another process is running in it
   */
  public RunRecord run(boolean resume) {
    return writes()
        ? OutputLock.ofFolder(folder.root()).during(() -> runAlone(resume))
        : runAlone(resume);
  }

  private RunRecord runAlone(boolean resume) {
    CheckpointStore store =
        new CheckpointStore(folder.checkpoints(), config.checkpoints().keepLast(), progress, ranks);
    EarlierRun earlier = new EarlierRun(config, folder, progress);
    Optional<RunRecord> ended = earlier.ended(store, resume);
    if (ended.isPresent()) {
      progress.note("This run is complete; its record is kept as it is.");
      return ended.get();
    }
    RunWiring wiring = new RunWiring(config, ranks);
    RunWiring.TrainingFaces training = wiring.openFaces();
    LabelledFaces faces = training.faces();
    faces.remarks().forEach(remark -> progress.note("Training set: " + remark + "."));
    checkTheSame("configuration", config.resolved().sha256());
    checkTheSame("training set", faces.fingerprint() + faces.size() + " " + faces.identities());
    if (ranks.size() > 1) {
      progress.note(wiring.headMemory(faces.identities()));
    }
    Optional<TrainingState> state = earlier.latest(store, ClassRange.of(faces.identities(), ranks));
    if (resume && state.isEmpty()) {
      progress.note("The run stopped before its first checkpoint: it begins again.");
    }
    Verification verification = new Verification(config.verification());
    ComputationGraph graph = wiring.graph(progress);
    try (BackboneExecutor executor = wiring.executor(graph, progress);
        BatchLoader batches = wiring.batches(training.faces())) {
      FaceEmbedder embedder = wiring.embedder(graph, executor);
      if (writes()) {
        AtomicFiles.write(folder.config(), config.resolved().yaml());
        training.noise().ifPresent(this::recordNoise);
      }
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
              embedder,
              batches,
              store,
              ranks),
          state);
    } finally {
      graph.close();
    }
  }

  /** Whether this rank writes the folder. */
  private boolean writes() {
    return ranks.rank() == 0;
  }

  /** Copies that drifted apart would make everything measured a matter of who measured it. */
  private void checkEqualBackbones(BackboneExecutor executor) {
    if (ranks.size() > 1) {
      FloatBuffer parameters = executor.parameters();
      MessageDigest digest = Sha256.digest();
      for (int i = 0; i < parameters.remaining(); i++) {
        int bits = Float.floatToRawIntBits(parameters.get(parameters.position() + i));
        digest.update(
            new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
      }
      String hash = HexFormat.of().formatHex(digest.digest());
      checkTheSame("backbone at the end of training", hash);
      progress.note("The ranks' backbones are equal bit for bit, SHA-256 " + hash + ".");
    }
  }

  private void checkTheSame(String what, String mine) {
    double[] all = ranks.gather(new double[] {Sha256.of(mine).substring(0, 8).hashCode()});
    for (int rank = 1; rank < all.length; rank++) {
      if (all[rank] != all[0]) {
        throw ConfigurationException.of(
            "Rank %s has another %s than rank 0; every rank needs the same.", rank, what);
      }
    }
  }

  private void recordNoise(NoisyFaces faces) {
    NoiseTable.of(faces).write(folder.labelNoise());
    progress.note(
        String.format(
            Locale.ROOT,
            "Label noise on purpose: %,d of %,d pictures, listed in %s.",
            faces.noisyCount(),
            faces.size(),
            folder.labelNoise().getFileName()));
  }

  private RunRecord train(OpenRun run, Optional<TrainingState> state) {
    HeadFactory heads =
        run.wiring()
            .heads(run.faces().identities(), run.executor(), centres(run, state.isPresent()));
    Observers observers = Observers.of(run, heads);
    ClassNames classes = new ClassNames(StartingCentres.names(run.faces()));
    List<TrainingListener> counting = new ArrayList<>(observers.listeners());
    counting.add(new TimeLimit(config.trainer().maxMinutes()));
    counting.add(classes);
    List<TrainingListener> listeners = RunListeners.of(run, counting, tensorBoard);
    TrainingParts parts =
        new TrainingParts(
            run.graph(), run.executor(), heads, config.loss().plan(), run.batches(), ranks);
    try (Trainer trainer =
        new Trainer(parts, run.wiring().settings(), listeners, config.resolved().yaml())) {
      List<Measurement> before = UntrainedBaseline.of(run, state.isPresent());
      state.ifPresent(found -> goOn(trainer, found));
      run.executor().prepareTraining(run.wiring().rowsPerRank());
      observers.history().goOn(run.provenance(projectFolder, trainer));
      progress.note("Engine: " + run.executor().description() + ".");
      if (writes()) {
        JsonRecords.write(folder.provenance(), observers.history().first());
        AtomicFiles.write(folder.identities(), classes.lines());
        FirstBatch.write(folder.firstBatch(), run.batches(), run.wiring().imageSpec());
      }
      running.set(trainer);
      if (!stopRequest.isEmpty()) {
        trainer.requestStop(stopRequest);
      }
      TrainingOutcome outcome = trainer.run();
      checkEqualBackbones(run.executor());
      return new RunEnding(run, observers).record(trainer.head(), before, outcome);
    }
  }

  /** Where class centres begin, where the run says so; a resumed one brings its own. */
  private Optional<float[]> centres(OpenRun run, boolean resumed) {
    return config
        .head()
        .from()
        .filter(from -> !resumed)
        .map(new StartingCentres(run.faces(), run.embedder(), progress)::of);
  }

  private void goOn(Trainer trainer, TrainingState state) {
    trainer.restore(state);
    progress.note("Continuing from step " + state.step() + ".");
  }
}
