package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.Quickstart;
import org.facemargin.experiments.run.RunSession;
import org.facemargin.files.yaml.ProjectFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quickstart}. */
@AutoService(Subcommand.class)
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description =
        "Draws toy faces, trains a small network on them, verifies it on people it has never seen,"
            + " exports it to ONNX and writes a report. Needs no data.")
public final class QuickstartCommand implements Subcommand, LockedOutputs.OwnLock {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "quickstart",
      description = "Receives report, record, checkpoint and ONNX file; default: quickstart.")
  private Path out;

  @Option(names = "--smoke", description = "A few dozen steps: that it works, not that it learns.")
  private boolean smoke;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stops training after N minutes; default: no limit.")
  private double minutes;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the run: trainer.max_steps=100.")
  private List<String> overrides = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> all = new ArrayList<>(overrides);
    if (minutes > 0) {
      all.add("trainer.max_minutes=" + minutes);
    }
    RunSession session =
        new RunSession(
            Quickstart.config(smoke, all), out, ProjectFolder.find(), ConsoleProgress.create());
    RunRecord record = InterruptibleRun.run(session::requestStop, () -> session.run(false));
    spec.commandLine().getOut().print(RunSummary.of(record, session.folder()));
    spec.commandLine().getOut().flush();
    return record.succeeded() ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }
}
