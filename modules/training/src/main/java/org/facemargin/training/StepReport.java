package org.facemargin.training;

/**
 * What one step found. Arrays belong to the report and are not to be modified.
 *
 * @param step the step, from 0
 * @param images images seen in this step
 * @param loss mean loss over them
 * @param meanTargetCosine mean of cos θ_y over them
 * @param learningRate rate of the step
 * @param backboneGradientNorm Euclidean norm of the backbone's gradient before clipping
 * @param headGradientNorm Euclidean norm of the class centres' gradient
 * @param largestMarginSlope largest |dz/dc_y| over the images of the step's last batch, as training
 *     uses it: 1 where the margin's gradient is detached
 * @param largestEmbeddingGradient largest ‖x_i‖ ‖∂ℓ_i/∂x_i‖ over the same images, ℓ_i an image's
 *     own loss and x_i its embedding: what the loss asks of a unit embedding, whatever its raw norm
 * @param seconds wall-clock seconds of the step
 * @param waitedSeconds of which spent waiting for data
 * @param targetCosines cos θ_y of each image of the step's last batch
 * @param norms embedding norms of that batch
 * @param labels identities of that batch
 */
public record StepReport(
    long step,
    int images,
    double loss,
    double meanTargetCosine,
    double learningRate,
    double backboneGradientNorm,
    double headGradientNorm,
    double largestMarginSlope,
    double largestEmbeddingGradient,
    double seconds,
    double waitedSeconds,
    float[] targetCosines,
    float[] norms,
    int[] labels) {

  /** Images a second. */
  public double imagesPerSecond() {
    return images / seconds;
  }

  /** Whether loss and gradients are numbers; where not, no parameter was changed. */
  public boolean finite() {
    return Double.isFinite(loss)
        && Double.isFinite(backboneGradientNorm)
        && Double.isFinite(headGradientNorm);
  }
}
