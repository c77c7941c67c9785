/**
 * Cosine searches of any size, exact: every score is computed in float32 by a matrix product
 * ({@link org.facemargin.evaluation.search.CosineSearch}) and again in double wherever a comparison
 * lies within the float score's proven error, so that ranks and thresholds are those of double
 * precision and do not depend on blocks, threads or the processor. {@link
 * org.facemargin.evaluation.search.Identification} ranks mates in a gallery, {@link
 * org.facemargin.evaluation.search.DistractorSearch} among up to millions of distractors.
 *
 * <p>What a template, a gallery or a distractor is in a benchmark is not known here.
 */
package org.facemargin.evaluation.search;
