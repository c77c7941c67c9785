package org.facemargin.experiments.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.files.OutputLock;
import org.facemargin.files.json.JsonRecords;

/**
 * Runs a sweep. Each finished cell leaves one record under {@code records/}; a cell whose record is
 * there with the same configuration is not run again.
 */
public final class SweepRunner {

  private final SweepSpec spec;
  private final Path out;
  private final RunExecution execution;
  private volatile boolean stopped;

  /**
   * @param spec what to run
   * @param out receives {@code records/SLUG.json} and {@code cells/SLUG/}
   * @param execution what runs a cell
   */
  public SweepRunner(SweepSpec spec, Path out, RunExecution execution) {
    this.spec = spec;
    this.out = out;
    this.execution = execution;
  }

  /** Folder of the records. */
  public Path records() {
    return out.resolve("records");
  }

  /**
   * Ends the runs under way after their step and starts no more, from any thread. They are not
   * recorded; the next run of the sweep goes on from their checkpoints.
   */
  public void requestStop(String reason) {
    stopped = true;
    execution.requestStop(reason);
  }

  /** Those of these cells that have no record yet. */
  public List<RunConfig> missing(List<SweepSpec.Cell> cells) {
    return cells.stream()
        .map(cell -> Map.entry(file(cell), cell.config(spec)))
        .filter(cell -> finished(cell.getKey(), cell.getValue()).isEmpty())
        .map(Map.Entry::getValue)
        .toList();
  }

  private Path file(SweepSpec.Cell cell) {
    return records().resolve(cell.slug() + ".json");
  }

  /**
   * Runs what is missing.
   *
   * @param jobs cells run at once; more than one shares the processors between them
   * @return the record of every cell that ended, in the sweep's order
   */
  public List<RunRecord> run(int jobs, Progress progress) {
    return run(spec.cells(), jobs, progress);
  }

  /**
   * Runs what is missing of these cells.
   *
   * @param cells some of the sweep's
   * @param jobs cells run at once
   * @return the records of those that ended, in the same order
   */
  public List<RunRecord> run(List<SweepSpec.Cell> cells, int jobs, Progress progress) {
    return OutputLock.ofFolder(out).during(() -> runAlone(cells, jobs, progress));
  }

  private List<RunRecord> runAlone(List<SweepSpec.Cell> cells, int jobs, Progress progress) {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try (Progress.Task task = progress.start(spec.name(), "runs", cells.size())) {
      List<Future<Optional<RunRecord>>> futures = new ArrayList<>();
      for (SweepSpec.Cell cell : cells) {
        futures.add(
            pool.submit(
                () -> {
                  Optional<RunRecord> record = cell(cell, progress);
                  task.advance(1);
                  return record;
                }));
      }
      List<RunRecord> records = new ArrayList<>();
      for (Future<Optional<RunRecord>> future : futures) {
        get(future).ifPresent(records::add);
      }
      return records;
    } finally {
      pool.shutdownNow();
    }
  }

  private Optional<RunRecord> cell(SweepSpec.Cell cell, Progress progress) {
    RunConfig config = cell.config(spec);
    Path file = file(cell);
    Optional<RunRecord> kept = finished(file, config);
    if (kept.isPresent()) {
      progress.note(cell.slug() + ": recorded before, not run again");
      return kept;
    }
    if (stopped) {
      return Optional.empty();
    }
    RunRecord record = execution.run(config, out.resolve("cells").resolve(cell.slug()), progress);
    if (record.training().outcome() == Outcome.INTERRUPTED) {
      return Optional.empty();
    }
    JsonRecords.write(file, record);
    return Optional.of(record);
  }

  private static Optional<RunRecord> finished(Path file, RunConfig config) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    RunRecord record = JsonRecords.read(file, RunRecord.class);
    return record.ended() && new RecordedCell(config).is(record)
        ? Optional.of(record)
        : Optional.empty();
  }

  private static Optional<RunRecord> get(Future<Optional<RunRecord>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The sweep was interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
