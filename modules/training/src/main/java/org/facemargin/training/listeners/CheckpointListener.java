package org.facemargin.training.listeners;

import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.checkpoints.CheckpointStore;

/**
 * Saves a checkpoint every so many steps and when the run ends, Ctrl-C included. To be registered
 * last: it saves the other listeners' states as they are after the step.
 */
public final class CheckpointListener implements TrainingListener {

  private final CheckpointStore store;
  private final long everySteps;
  private long savedAt = -1;

  /**
   * @param everySteps steps between two checkpoints, at least 1
   */
  public CheckpointListener(CheckpointStore store, long everySteps) {
    this.store = store;
    this.everySteps = Math.max(1, everySteps);
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (report.finite() && run.step() % everySteps == 0) {
      save(run);
    }
  }

  /** A run that ended without a number keeps the checkpoints it has. */
  @Override
  public void finished(TrainingOutcome outcome, TrainingRun run) {
    if (outcome.end() != TrainingOutcome.End.NOT_FINITE && savedAt != run.step()) {
      save(run);
    }
  }

  private void save(TrainingRun run) {
    store.save(run.state());
    savedAt = run.step();
  }
}
