/**
 * MegaFace challenge 1 on stored embeddings: nested random distractor sets ({@link
 * org.facemargin.evaluation.megaface.DistractorSets}) and what is done about wrongly labelled
 * pictures ({@link org.facemargin.evaluation.megaface.NoisyProbes}). The search itself is {@link
 * org.facemargin.evaluation.search.DistractorSearch}.
 */
package org.facemargin.evaluation.megaface;
