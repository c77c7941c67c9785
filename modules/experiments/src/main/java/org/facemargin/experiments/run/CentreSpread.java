package org.facemargin.experiments.run;

import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.listeners.AngleListener;

/**
 * The mean angle of a class centre to the nearest other one, before the first step and at the end
 * of each twentieth of the steps: whether centres stand still. Part of the state, so that a resumed
 * run reports what an unbroken one does.
 */
final class CentreSpread implements TrainingListener {

  private final KeptValues found = new KeptValues();

  @Override
  public void started(TrainingRun run) {
    if (run.step() == 0) {
      look(run, 0);
    }
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    int before = TargetAngles.window(run.step() - 1, run.steps());
    boolean last = run.step() == run.steps();
    if (report.finite() && (last || TargetAngles.window(run.step(), run.steps()) > before)) {
      look(run, (before + 1.0) / TargetAngles.WINDOWS);
    }
  }

  private void look(TrainingRun run, double end) {
    double degrees = AngleListener.nearestOther(run.head(), run.ranks());
    found.add(RunRecord.over("centres_deg", end), degrees, run.head().classes());
  }

  /** {@code centres_deg@0}, {@code centres_deg@0.05} … in degrees. */
  Measurement measurement(long step) {
    return new Measurement(RunRecord.CENTRES, step, found.all(), "class centres");
  }

  @Override
  public String stateKey() {
    return "centre-spread";
  }

  @Override
  public String state() {
    return found.state();
  }

  @Override
  public void restore(String state) {
    found.restore(state);
  }
}
