package org.facemargin.training.heads;

/**
 * What one pass of a head found, over the rows of all ranks in their order.
 *
 * @param loss mean loss over the batch, regularisers included
 * @param meanTargetCosine mean of cos θ_y
 * @param targetCosines cos θ_y of each row
 * @param norms Euclidean norm of each raw embedding
 */
public record HeadResult(
    double loss, double meanTargetCosine, float[] targetCosines, float[] norms) {}
