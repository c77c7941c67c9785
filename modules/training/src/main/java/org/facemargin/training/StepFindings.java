package org.facemargin.training;

/**
 * What the passes of one step found.
 *
 * @param images images seen
 * @param loss mean loss over them
 * @param meanTargetCosine mean of cos θ_y over them
 * @param backboneGradientNorm Euclidean norm of the backbone's gradient before clipping
 * @param headGradientNorm Euclidean norm of the class centres' gradient
 * @param largestEmbeddingGradient largest ‖x_i‖ ‖∂ℓ_i/∂x_i‖ over the last batch
 * @param targetCosines cos θ_y of each image of the last batch
 * @param norms embedding norms of that batch
 * @param labels identities of that batch
 */
public record StepFindings(
    int images,
    double loss,
    double meanTargetCosine,
    double backboneGradientNorm,
    double headGradientNorm,
    double largestEmbeddingGradient,
    float[] targetCosines,
    float[] norms,
    int[] labels) {

  /** Whether loss and gradients are numbers; where not, no parameter was changed. */
  public boolean finite() {
    return Double.isFinite(loss)
        && Double.isFinite(backboneGradientNorm)
        && Double.isFinite(headGradientNorm);
  }
}
