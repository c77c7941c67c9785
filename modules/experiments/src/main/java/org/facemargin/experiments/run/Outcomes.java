package org.facemargin.experiments.run;

import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.listeners.GuardSettings;

/** How the end of training is recorded. */
final class Outcomes {

  private Outcomes() {}

  /**
   * Collapse is judged by what is there at the end, whatever the guard did on the way: class
   * centres at one pole and targets on the other side, by the guard's thresholds.
   */
  static Outcome of(TrainingOutcome outcome, LastSteps last, GuardSettings guard) {
    boolean polar =
        last.centreNorm() > guard.centreNorm() && last.meanTargetCosine() < guard.targetCosine();
    return switch (outcome.end()) {
      case NOT_FINITE -> Outcome.COLLAPSED;
      case INTERRUPTED -> Outcome.INTERRUPTED;
      case COMPLETED -> polar ? Outcome.COLLAPSED : Outcome.COMPLETED;
      case STOPPED -> {
        if (polar) {
          yield Outcome.COLLAPSED;
        }
        yield outcome.reason().startsWith(TimeLimit.REASON)
            ? Outcome.COMPLETED
            : Outcome.STOPPED_EARLY;
      }
    };
  }
}
