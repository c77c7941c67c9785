package org.facemargin.experiments.record;

/**
 * How training went.
 *
 * @param outcome how it ended
 * @param reason why it ended so, in words; empty when it simply finished
 * @param steps optimiser steps done
 * @param images images trained on, repetitions counted
 * @param seconds wall time of training, validation not counted
 * @param imagesPerSecond images / seconds
 * @param finalLoss mean loss over the last steps
 * @param meanTargetCosine mean target cosine over the last steps
 * @param centreNorm norm of the mean unit class centre at the end: near 1 in a polar collapse
 */
public record TrainingSummary(
    Outcome outcome,
    String reason,
    long steps,
    long images,
    double seconds,
    double imagesPerSecond,
    double finalLoss,
    double meanTargetCosine,
    double centreNorm) {

  /** How a run can end. */
  public enum Outcome {
    /** All steps, or the time given, were used. */
    COMPLETED,
    /** Stopped because it had stopped getting better. */
    STOPPED_EARLY,
    /** Stopped because the loss was not a number or all classes went to one pole. */
    COLLAPSED,
    /** Stopped by an error. */
    FAILED,
    /** Interrupted: can be resumed. */
    INTERRUPTED
  }
}
