/**
 * Margin heads: unit embeddings against unit class centres, through a {@link
 * org.facemargin.margins.MarginLoss}, to the loss and its gradients. The SameDiff head is the
 * readable reference; the fused head is what training uses; a test holds them equal.
 *
 * <p>To add one: a {@link org.facemargin.training.heads.HeadKind} annotated {@code @AutoService};
 * its parameters stand beside {@code head: {kind: …}} in a run.
 */
package org.facemargin.training.heads;
