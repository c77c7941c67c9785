package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunInputs;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sweep SWEEP.yaml}. */
@AutoService(Subcommand.class)
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description =
        "Runs one run file with many changes and seeds; continues where it stopped; reports mean ±"
            + " standard deviation.",
    footer = {
      "%nExamples:",
      "  facemargin sweep experiments/smoke/sweep.yaml --out runs/sweep",
      "  facemargin sweep experiments/smoke/sweep.yaml --seeds 1 --set trainer.max_steps=200 --out"
          + " runs/short",
      "  facemargin sweep experiments/smoke/sweep.yaml --report-only --out runs/sweep"
    })
public final class SweepCommand extends Computation implements Subcommand, LockedOutputs.OwnLock {

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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of every run over the files: trainer.max_steps=200.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--report-only", description = "Runs nothing; reports what is recorded.")
  private boolean reportOnly;

  private SweepSpec sweep;
  private List<SweepSpec.Cell> cells = List.of();

  @Override
  protected Plan plan() {
    if (jobs < 0) {
      throw new ConfigurationException("--jobs is " + jobs + ", expected 0 or more.");
    }
    sweep = SweepSpec.read(file).with(overrides);
    cells = chosen();
    cells.forEach(cell -> cell.config(sweep));
    return Plan.to(
            reportOnly
                ? "Would report what is recorded."
                : "Would make " + cells.size() + " runs, less those recorded already.")
        .reading(file, sweep.base())
        .writing(folder())
        .finding(() -> reportOnly ? List.of() : RunInputs.of(cells.get(0).config(sweep)));
  }

  private Path folder() {
    return out.orElseGet(() -> Path.of("runs").resolve(sweep.name()));
  }

  @Override
  protected int compute() {
    SweepRunner runner =
        new SweepRunner(sweep, folder(), new SessionExecution(ProjectFolder.find()));
    if (reportOnly) {
      return report(runner);
    }
    Progress progress = console().progress();
    int atOnce = atOnce(runner.missing(cells), progress);
    return new InterruptibleRun(spec(), true)
        .run(
            runner::requestStop,
            () -> {
              runner.run(cells, atOnce, progress);
              return report(runner);
            });
  }

  private int report(SweepRunner runner) {
    SweepReport report =
        new SweepReport(
            sweep,
            RunRecords.below(runner.records()),
            PredictedMargins.of(sweep, console().progress()),
            Optional.of(folder().resolve("cells")));
    Path page = folder().resolve("report").resolve("index.html");
    ReportFiles.write(report.page(), page.getParent());
    JsonRecords.write(folder().resolve("result.json"), report.table());
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      AtomicFiles.write(
          folder().resolve("report").resolve(sweep.name() + "." + renderer.fileExtension()),
          renderer.render(report.table()));
    }
    console()
        .result(
            report.table(),
            () -> NamedRegistry.of(TableRenderer.class).get("text").render(report.table()));
    console().remark("\nReport: " + page);
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

  private List<SweepSpec.Cell> chosen() {
    for (long seed : seeds) {
      if (!sweep.seeds().contains(seed)) {
        throw ConfigurationException.of(
            "%s: has no seed %s; its seeds are %s.", file, seed, sweep.seeds());
      }
    }
    return sweep.cells().stream()
        .filter(cell -> seeds.isEmpty() || seeds.contains(cell.seed()))
        .toList();
  }
}
