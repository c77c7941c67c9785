package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.sweep.PredictedMargins;
import org.facemargin.experiments.sweep.SessionExecution;
import org.facemargin.experiments.sweep.SweepEstimate;
import org.facemargin.experiments.sweep.SweepReport;
import org.facemargin.experiments.sweep.SweepRunner;
import org.facemargin.experiments.sweep.SweepSpec;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sweep SWEEP.yaml}. */
@AutoService(Subcommand.class)
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description =
        "Runs one run file under many changes and seeds; goes on where it stopped; reports mean ±"
            + " standard deviation.")
public final class SweepCommand implements Subcommand, LockedOutputs.OwnLock {

  @Parameters(paramLabel = "SWEEP.yaml", description = "The sweep.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Receives records, cells and report; default: runs/NAME.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Runs at once, which moves no number: each has OMP_NUM_THREADS threads. Default: 1; 0: as"
              + " many as are fastest together, by trial.")
  private int jobs;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "Runs the cells of these seeds only; the report shows all that is recorded.")
  private Set<Long> seeds = Set.of();

  @Option(names = "--report-only", description = "Runs nothing; reports what is recorded.")
  private boolean reportOnly;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SweepSpec sweep = SweepSpec.read(file);
    Path folder = out.orElseGet(() -> Path.of("runs").resolve(sweep.name()));
    ConsoleProgress progress = ConsoleProgress.create();
    SweepRunner runner = new SweepRunner(sweep, folder, new SessionExecution(ProjectFolder.find()));
    if (!reportOnly) {
      List<SweepSpec.Cell> cells = chosen(sweep);
      int atOnce = atOnce(runner.missing(cells), progress);
      InterruptibleRun.run(runner::requestStop, () -> runner.run(cells, atOnce, progress));
    }
    SweepReport report =
        new SweepReport(
            sweep, RunRecords.below(runner.records()), PredictedMargins.of(sweep, progress));
    Path page = folder.resolve("report").resolve("index.html");
    ReportFiles.write(report.page(), page.getParent());
    JsonRecords.write(folder.resolve("result.json"), report.table());
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      AtomicFiles.write(
          folder.resolve("report").resolve("table." + renderer.fileExtension()),
          renderer.render(report.table()));
    }
    spec.commandLine()
        .getOut()
        .print(NamedRegistry.of(TableRenderer.class).get("text").render(report.table()));
    spec.commandLine().getOut().println("\nReport: " + page);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /** Says what the missing runs will take; how many run at once. */
  private int atOnce(List<RunConfig> missing, Progress progress) {
    if (missing.isEmpty()) {
      return 1;
    }
    SweepEstimate estimate =
        jobs > 0
            ? SweepEstimate.of(missing, jobs, progress)
            : SweepEstimate.fastest(missing, progress);
    progress.note(estimate.words());
    return estimate.jobs();
  }

  private List<SweepSpec.Cell> chosen(SweepSpec sweep) {
    for (long seed : seeds) {
      if (!sweep.seeds().contains(seed)) {
        throw new ConfigurationException(
            file + ": has no seed " + seed + "; its seeds are " + sweep.seeds() + ".");
      }
    }
    return sweep.cells().stream()
        .filter(cell -> seeds.isEmpty() || seeds.contains(cell.seed()))
        .toList();
  }
}
