/**
 * Scores somebody else computed: files of scores, trial lists, published curves. Entry types:
 * {@link org.facemargin.evaluation.scores.ScoreFiles} (which files), {@link
 * org.facemargin.evaluation.scores.ScoreFormat} (how they are written) and {@link
 * org.facemargin.evaluation.scores.ScoreList} (what comes out).
 *
 * <p>To add a format: one {@link org.facemargin.evaluation.scores.ScoreFormat} annotated
 * {@code @AutoService}. What does not belong here: metrics.
 */
package org.facemargin.evaluation.scores;
