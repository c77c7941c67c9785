package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.Quickstart;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunSession;
import org.facemargin.files.yaml.ProjectFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quickstart}. */
@AutoService(Subcommand.class)
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description =
        "Draws toy faces, trains a small network on them, verifies it on people it has never seen,"
            + " exports it to ONNX and writes a report. Needs no data.",
    footer = {
      "%nExamples:",
      "  facemargin quickstart",
      "  facemargin quickstart --smoke --out /tmp/quickstart",
      "  facemargin quickstart --set trainer.max_steps=100 --resume"
    })
public final class QuickstartCommand extends Computation
    implements Subcommand, LockedOutputs.OwnLock {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "quickstart",
      description = "Receives report, record, checkpoint and ONNX file; default: quickstart.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Continues an interrupted quickstart from its newest checkpoint.")
  private boolean resume;

  @Option(
      names = "--smoke",
      description = "A few dozen steps: shows that it works, not that it learns.")
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

  private RunConfig config;

  @Override
  protected Plan plan() {
    List<String> all = new ArrayList<>(overrides);
    if (minutes > 0) {
      all.add("trainer.max_minutes=" + minutes);
    }
    config = Quickstart.config(smoke, all);
    return Plan.to(
            "Would draw toy faces and train "
                + config.model().backbone()
                + " for "
                + config.trainer().maxSteps()
                + " steps on them.")
        .writing(out);
  }

  @Override
  protected int compute() {
    RunSession session = new RunSession(config, out, ProjectFolder.find(), console().progress());
    RunRecord record =
        new InterruptibleRun(spec(), true, "--resume")
            .run(
                session::requestStop,
                () -> RunSummary.print(session.run(resume), session.folder(), console()));
    return record.succeeded() ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }
}
