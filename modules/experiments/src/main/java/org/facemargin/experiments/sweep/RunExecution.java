package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunConfig;

/** What runs one cell. */
@FunctionalInterface
public interface RunExecution {

  /**
   * Runs to the end, going on from a checkpoint in {@code folder} if there is one.
   *
   * @return the record, also of a run that collapsed
   */
  RunRecord run(RunConfig config, Path folder, Progress progress);

  /** Ends the runs under way after their step, from any thread; they save what they have. */
  default void requestStop(String reason) {}
}
