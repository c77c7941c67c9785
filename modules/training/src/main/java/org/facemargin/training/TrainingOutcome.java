package org.facemargin.training;

/**
 * How a run ended.
 *
 * @param end why
 * @param step steps made in all, those of earlier parts of a resumed run included
 * @param reason in words; empty for {@link End#COMPLETED}
 */
public record TrainingOutcome(End end, long step, String reason) {

  /** Why a run ended. */
  public enum End {
    /** All steps were made. */
    COMPLETED,
    /** A listener stopped it: early stopping, a guard. */
    STOPPED,
    /** Somebody asked from outside: Ctrl-C. */
    INTERRUPTED,
    /** Loss or gradient was not a number; parameters are those of the last good step. */
    NOT_FINITE
  }
}
