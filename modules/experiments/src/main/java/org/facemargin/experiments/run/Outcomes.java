package org.facemargin.experiments.run;

import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.listeners.GuardSettings;

/** How the end of training is recorded. */
final class Outcomes {

  private Outcomes() {}

  /**
   * Collapse is judged by what is there at the end, whatever the guard did on the way: class
   * centres at one pole and targets on the other side, by the guard's thresholds. What cannot be
   * judged because a number is missing is no success: centres that are not numbers are a collapse,
   * a cosine nobody saw is a failure.
   */
  static Outcome of(TrainingOutcome outcome, LastSteps last, GuardSettings guard) {
    boolean polar =
        Double.isNaN(last.centreNorm())
            || last.centreNorm() > guard.centreNorm()
                && last.meanTargetCosine() < guard.targetCosine();
    return switch (outcome.end()) {
      case NOT_FINITE -> Outcome.COLLAPSED;
      case INTERRUPTED -> Outcome.INTERRUPTED;
      case COMPLETED, STOPPED -> {
        if (polar) {
          yield Outcome.COLLAPSED;
        }
        if (Double.isNaN(last.meanTargetCosine())) {
          yield Outcome.FAILED;
        }
        boolean ranOut =
            outcome.end() == TrainingOutcome.End.COMPLETED
                || outcome.reason().startsWith(TimeLimit.REASON);
        yield ranOut ? Outcome.COMPLETED : Outcome.STOPPED_EARLY;
      }
    };
  }
}
