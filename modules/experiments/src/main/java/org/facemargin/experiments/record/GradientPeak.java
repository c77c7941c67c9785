package org.facemargin.experiments.record;

/**
 * The largest value a gradient took in a run.
 *
 * @param quantity which gradient: one of the constants
 * @param largest the largest value
 * @param step the step it was taken at, from 0
 * @param meanOfSteps mean over all steps of the step's own largest value
 */
public record GradientPeak(String quantity, double largest, long step, double meanOfSteps) {

  /** |dz/dc_y| of an image, as training uses it: 1 where the margin's gradient is detached. */
  public static final String MARGIN_SLOPE = "margin slope";

  /** ‖x‖ ‖∂ℓ/∂x‖ of an image, ℓ its own loss and x its embedding. */
  public static final String EMBEDDING = "embedding gradient";

  /** Norm of the backbone's gradient before clipping. */
  public static final String BACKBONE = "backbone gradient norm";
}
