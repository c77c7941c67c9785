package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.HeadConfig;
import org.facemargin.experiments.run.LivePage;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunEstimate;
import org.facemargin.experiments.run.RunSession;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankPlace;
import org.facemargin.training.ranks.RankTransport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train RUN.yaml}. */
@AutoService(Subcommand.class)
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network as a run file says, verifying it before, during and after.")
public final class TrainCommand implements Subcommand, LockedOutputs.OwnLock {

  @Parameters(paramLabel = "RUN.yaml", description = "The run.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the run over the file: trainer.max_steps=100.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Begins a new run at a network's weights, and at a checkpoint's class centres where"
              + " identities have the same names: model.from and head.from.")
  private Path from;

  @Option(
      names = "--resume",
      description = "Goes on from the newest checkpoint in the run's folder, if there is one.")
  private boolean resume;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder; default: runs/NAME/SEED.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--live",
      paramLabel = "PORT",
      description = "Shows the run's curves at http://127.0.0.1:PORT/ while it trains.")
  private Optional<Integer> live = Optional.empty();

  @Option(
      names = "--tensorboard",
      description = "Writes the curves as event files too: tensorboard --logdir DIR/tensorboard.")
  private boolean tensorBoard;

  @Option(
      names = "--ranks",
      paramLabel = "N",
      description =
          "Trains with N processes on this machine. Under torchrun, srun or Kubernetes their"
              + " variables (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT) say what to join instead.")
  private Optional<Integer> ranks = Optional.empty();

  @Option(
      names = "--rank-timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long a rank is waited for; default: ${DEFAULT-VALUE}.")
  private int rankTimeoutSeconds;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "gloo",
      description = "What connects ranks; default: ${DEFAULT-VALUE}.")
  private String transport;

  @Option(
      names = "--estimate",
      description =
          "Makes ten steps on noise and says what the run will take: memory, time, disk. Trains"
              + " nothing.")
  private boolean estimate;

  @Option(
      names = "--classes",
      paramLabel = "C",
      description = "For --estimate where the data are not here: the number of identities.")
  private Optional<Integer> classes = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (from != null) {
      overrides.add("model.from=" + from);
      overrides.add(
          "head.from=" + (CheckpointFile.hasHead(from) ? from.toString() : HeadConfig.CLASS_MEANS));
    }
    RunConfig config = RunConfig.read(file, overrides);
    if (classes.isPresent() && !estimate) {
      throw new ConfigurationException("--classes is for --estimate; a run counts its data's own.");
    }
    Duration timeout = Duration.ofSeconds(rankTimeoutSeconds);
    Optional<RankPlace> place = RankPlace.of(System.getenv());
    checkRanks(place);
    if (estimate) {
      return estimate(config, place);
    }
    if (place.isEmpty() && ranks.orElse(1) > 1) {
      List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
      return new LocalRanks(arguments, ranks.get(), timeout, spec.commandLine().getErr()).run();
    }
    try (Collective group = join(place.filter(found -> found.size() > 1), timeout)) {
      return train(config, group);
    }
  }

  private int estimate(RunConfig config, Optional<RankPlace> place) {
    if (place.map(RankPlace::size).or(() -> ranks).orElse(1) > 1) {
      throw new ConfigurationException("--estimate is for one rank; leave --ranks away.");
    }
    OptionalInt count = classes.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    RunEstimate found = RunEstimate.of(config, count, ConsoleProgress.create());
    return say(String.join("\n", found.lines()) + "\n");
  }

  private void checkRanks(Optional<RankPlace> place) {
    if (ranks.isPresent() && ranks.get() < 1) {
      throw new ConfigurationException("--ranks is " + ranks.get() + ", expected at least 1.");
    }
    if (place.isPresent() && ranks.isPresent() && place.get().size() != ranks.get()) {
      throw new ConfigurationException(
          "--ranks is "
              + ranks.get()
              + ", but "
              + place.get().source()
              + " speak of "
              + place.get().size()
              + " ranks; leave one of them away.");
    }
  }

  private Collective join(Optional<RankPlace> place, Duration timeout) {
    if (place.isEmpty()) {
      return Collective.ALONE;
    }
    NamedRegistry<RankTransport> known = NamedRegistry.of(RankTransport.class);
    if (known.names().isEmpty()) {
      throw new ConfigurationException(
          "Ranks need modules/distributed, which is not on the class path: start with ./facemargin,"
              + " which fetches it.");
    }
    return known.get(transport).join(place.get(), timeout, progress(place.get().rank())::note);
  }

  /** Rank 0 speaks for all. */
  private static Progress progress(int rank) {
    return rank == 0 ? ConsoleProgress.create() : Progress.SILENT;
  }

  private int train(RunConfig config, Collective group) {
    Path folder =
        out.orElseGet(
            () -> Path.of("runs").resolve(config.name()).resolve(String.valueOf(config.seed())));
    RunSession session =
        new RunSession(config, folder, ProjectFolder.find(), progress(group.rank()), group);
    if (tensorBoard && group.rank() == 0) {
      session.writeTensorBoardEvents();
    }
    RunRecord record = run(config, session, group.rank());
    say(RunSummary.of(record, session.folder()));
    return record.succeeded() ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }

  private int say(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private RunRecord run(RunConfig config, RunSession session, int rank) {
    if (live.isEmpty() || rank > 0) {
      return InterruptibleRun.run(session::requestStop, () -> session.run(resume));
    }
    try (LivePage page =
        LivePage.start(config.name(), session.folder(), config.trainer(), live.get())) {
      spec.commandLine().getErr().println("Live: " + page.address());
      spec.commandLine().getErr().flush();
      return InterruptibleRun.run(session::requestStop, () -> session.run(resume));
    }
  }
}
