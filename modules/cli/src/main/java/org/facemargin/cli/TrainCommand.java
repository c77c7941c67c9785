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
import org.facemargin.experiments.run.RunInputs;
import org.facemargin.experiments.run.RunSession;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankPlace;
import org.facemargin.training.ranks.RankTransport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train RUN.yaml}. */
@AutoService(Subcommand.class)
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network as a run file says, verifying it before, during and after.",
    footer = {
      "%nExamples:",
      "  facemargin train experiments/smoke/quickstart.yaml --out runs/toy --set loss.name=cosface"
          + " --set loss.m=0.2",
      "  facemargin train experiments/cfp/cfp-small.yaml --out runs/cfp --live 8391",
      "  facemargin train experiments/cfp/cfp-small.yaml --out runs/cfp --resume",
      "  facemargin train experiments/cfp/cfp-small.yaml --from runs/cfp/checkpoint.zip --out"
          + " runs/tuned",
      "  facemargin train experiments/papers/ampface-wacv2023/runs/ampface-0375.yaml --estimate"
          + " --classes 85742",
      "  facemargin train experiments/smoke/quickstart.yaml --ranks 2 --out runs/two"
    })
public final class TrainCommand extends Computation implements Subcommand, LockedOutputs.OwnLock {

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
          "Begins a new run at a network's weights, and at a checkpoint's class centres for"
              + " identities of the same names (model.from and head.from).")
  private Path from;

  @Option(
      names = "--resume",
      description =
          "Continues from the newest checkpoint in the run's folder; exit code 2 if it holds no"
              + " run.")
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
          "Makes ten steps on noise and estimates the run's memory, time and disk. Trains nothing.")
  private boolean estimate;

  @Option(
      names = "--classes",
      paramLabel = "C",
      description = "For --estimate without the data: the number of identities.")
  private Optional<Integer> classes = Optional.empty();

  private RunConfig config;
  private Optional<RankPlace> place = Optional.empty();
  private Duration timeout = Duration.ZERO;

  @Override
  protected Plan plan() {
    if (from != null) {
      overrides.add("model.from=" + from);
      overrides.add(
          "head.from=" + (CheckpointFile.hasHead(from) ? from.toString() : HeadConfig.CLASS_MEANS));
    }
    config = RunConfig.read(file, overrides);
    if (classes.isPresent() && !estimate) {
      throw new ConfigurationException("--classes is for --estimate; a run counts its data's own.");
    }
    if (classes.filter(count -> count < 2).isPresent()) {
      throw ConfigurationException.of("--classes is %s, expected at least 2.", classes.get());
    }
    timeout = Duration.ofSeconds(rankTimeoutSeconds);
    place = RankPlace.of(System.getenv());
    checkRanks();
    return Plan.to(
            (estimate ? "Would estimate what it takes to train " : "Would train ")
                + config.model().backbone()
                + " with "
                + config.loss().plugIn().name()
                + " for "
                + config.trainer().maxSteps()
                + " steps of "
                + config.trainer().batchSize()
                + " pictures.")
        .reading(file)
        .reading(config.model().from())
        .reading(
            config
                .head()
                .from()
                .filter(given -> !given.equals(HeadConfig.CLASS_MEANS))
                .map(Path::of))
        .writing(estimate ? Optional.empty() : Optional.of(folder()))
        .finding(() -> estimate && classes.isPresent() ? List.of() : RunInputs.of(config));
  }

  private Path folder() {
    return out.orElseGet(
        () -> Path.of("runs").resolve(config.name()).resolve(String.valueOf(config.seed())));
  }

  @Override
  protected int compute() {
    if (estimate) {
      return estimate();
    }
    if (place.isEmpty() && ranks.orElse(1) > 1) {
      List<String> arguments = spec().root().commandLine().getParseResult().originalArgs();
      return new LocalRanks(arguments, ranks.get(), timeout, spec().commandLine().getErr()).run();
    }
    try (Collective group = join(place.filter(found -> found.size() > 1))) {
      return train(group);
    }
  }

  private int estimate() {
    OptionalInt count = classes.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    RunEstimate found = RunEstimate.of(config, count, console().progress());
    console().result(found, () -> String.join("\n", found.lines()));
    return ExitCode.OK;
  }

  private void checkRanks() {
    if (ranks.isPresent() && ranks.get() < 1) {
      throw new ConfigurationException("--ranks is " + ranks.get() + ", expected at least 1.");
    }
    if (place.isPresent() && ranks.isPresent() && place.get().size() != ranks.get()) {
      throw ConfigurationException.of(
          "--ranks is %s, but %s speak of %s ranks; leave out one of them.",
          ranks.get(), place.get().source(), place.get().size());
    }
    int size = place.map(RankPlace::size).or(() -> ranks).orElse(1);
    if (estimate && size > 1) {
      throw new ConfigurationException("--estimate is for one rank; leave out --ranks.");
    }
    String head = config.head().kind().name();
    if (size > 1 && !NamedRegistry.of(HeadKind.class).get(head).sharesClasses()) {
      overrides.add("head.kind=fused");
      config = RunConfig.read(file, overrides);
      // Said once: by rank 0, or where none is started.
      boolean says = place.isPresent() || dryRun();
      (says ? progress(place.map(RankPlace::rank).orElse(0)) : Progress.SILENT)
          .note("head.kind " + head + " is for one rank; the fused head, its equal, is taken.");
    }
    config.checkRanks(size);
  }

  private Collective join(Optional<RankPlace> several) {
    if (several.isEmpty()) {
      return Collective.ALONE;
    }
    NamedRegistry<RankTransport> known = NamedRegistry.of(RankTransport.class);
    if (known.names().isEmpty()) {
      throw new ConfigurationException(
          "Ranks need modules/distributed, which is not on the class path: start with ./facemargin,"
              + " which fetches it.");
    }
    return known.get(transport).join(several.get(), timeout, progress(several.get().rank())::note);
  }

  /** Rank 0 speaks for all. */
  private Progress progress(int rank) {
    return rank == 0 ? console().progress() : Progress.SILENT;
  }

  private int train(Collective group) {
    RunSession session =
        new RunSession(config, folder(), ProjectFolder.find(), progress(group.rank()), group);
    if (tensorBoard && group.rank() == 0) {
      session.writeTensorBoardEvents();
    }
    RunRecord record = run(session, group.rank());
    return record.succeeded() ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }

  private RunRecord run(RunSession session, int rank) {
    if (live.isEmpty() || rank > 0) {
      return interruptible(session, rank);
    }
    try (LivePage page =
        LivePage.start(config.name(), session.folder(), config.trainer(), live.get())) {
      progress(rank).note("Live: " + page.address());
      return interruptible(session, rank);
    }
  }

  private RunRecord interruptible(RunSession session, int rank) {
    return new InterruptibleRun(spec(), rank == 0, "--resume")
        .run(
            session::requestStop,
            () -> RunSummary.print(session.run(resume), session.folder(), console()));
  }
}
