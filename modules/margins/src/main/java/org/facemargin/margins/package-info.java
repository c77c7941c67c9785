/**
 * The margin-softmax family as pure mathematics: target margins, wrong-class transforms, links,
 * regularisers.
 *
 * <p>A loss of the family is {@link org.facemargin.margins.MarginLoss}: a target margin z(c) of the
 * target cosine c, a transform of the wrong-class cosines, and a link (softmax cross-entropy or an
 * alpha-divergence Fenchel-Young loss). The target margin is written once against {@link
 * org.facemargin.margins.Algebra} and read as a value, a derivative, a SameDiff expression and CUDA
 * source.
 *
 * <p>To add a loss: one file with a {@link org.facemargin.margins.MarginLossFactory} annotated
 * {@code @AutoService}, one test with a naive re-derivation. What does not belong here: ND4J,
 * files, batches.
 */
package org.facemargin.margins;
