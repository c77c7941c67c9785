/**
 * Scores in, numbers with intervals out. A score says how alike two faces are: higher is more
 * alike, and a comparison is accepted when its score is at or above the threshold.
 *
 * <p>Entry types: {@link org.facemargin.metrics.VerificationScores} (genuine and impostor scores,
 * sorted once), {@link org.facemargin.metrics.RocCurve}, {@link
 * org.facemargin.metrics.OperatingPoints}, {@link org.facemargin.metrics.OpenSetSearches}, and the
 * plug-ins {@link org.facemargin.metrics.VerificationMetric}, found by name.
 *
 * <p>Rates are fractions. To add a metric, write one class that implements {@code
 * VerificationMetric} and annotate it with {@code @AutoService}. What does not belong here: files,
 * embeddings, networks, ND4J.
 */
package org.facemargin.metrics;
