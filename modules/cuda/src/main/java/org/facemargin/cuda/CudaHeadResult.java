package org.facemargin.cuda;

/**
 * What one pass found.
 *
 * @param loss mean loss over the batch
 * @param targetCosines cos θ_y of each row
 * @param norms norm of each raw embedding
 */
public record CudaHeadResult(double loss, float[] targetCosines, float[] norms) {}
