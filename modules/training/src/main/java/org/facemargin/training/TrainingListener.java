package org.facemargin.training;

/**
 * Watches a run. Called on the training thread, in the order of registration. What a listener has
 * to remember for an exact resume it hands out as {@link #state}.
 */
public interface TrainingListener {

  /** Before the first step, and before the first step after a resume. */
  default void started(TrainingRun run) {}

  /** After each step; {@code run.step()} is already the number of steps made. */
  default void stepDone(StepReport report, TrainingRun run) {}

  /** After the last step, whatever ended the run. */
  default void finished(TrainingOutcome outcome, TrainingRun run) {}

  /** Key of this listener's state in checkpoints; empty where it has none. */
  default String stateKey() {
    return "";
  }

  /** The state, as text. */
  default String state() {
    return "";
  }

  /** Takes up a state written by {@link #state}. */
  default void restore(String state) {}
}
