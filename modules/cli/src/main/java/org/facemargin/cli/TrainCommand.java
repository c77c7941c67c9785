package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.LivePage;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunEstimate;
import org.facemargin.experiments.run.RunSession;
import org.facemargin.files.yaml.ProjectFolder;
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
    RunConfig config = RunConfig.read(file, overrides);
    if (estimate) {
      OptionalInt count = classes.map(OptionalInt::of).orElseGet(OptionalInt::empty);
      RunEstimate found = RunEstimate.of(config, count, ConsoleProgress.create());
      return say(String.join("\n", found.lines()) + "\n");
    }
    if (classes.isPresent()) {
      throw new ConfigurationException("--classes is for --estimate; a run counts its data's own.");
    }
    Path folder =
        out.orElseGet(
            () -> Path.of("runs").resolve(config.name()).resolve(String.valueOf(config.seed())));
    RunSession session =
        new RunSession(config, folder, ProjectFolder.find(), ConsoleProgress.create());
    if (tensorBoard) {
      session.writeTensorBoardEvents();
    }
    RunRecord record = run(config, session);
    say(RunSummary.of(record, session.folder()));
    return record.succeeded() ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }

  private int say(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private RunRecord run(RunConfig config, RunSession session) {
    if (live.isEmpty()) {
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
