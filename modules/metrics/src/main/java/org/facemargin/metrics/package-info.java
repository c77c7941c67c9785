/**
 * Scores in, numbers with intervals out. A score says how alike two faces are: higher is more
 * alike, and a comparison is accepted when its score is at or above the threshold.
 *
 * <p>Entry types: {@link org.facemargin.metrics.VerificationScores} (genuine and impostor scores,
 * sorted once), {@link org.facemargin.metrics.RocCurve}, {@link
 * org.facemargin.metrics.OperatingPoints} and {@link org.facemargin.metrics.AccuracyGrid}.
 *
 * <p>Rates are fractions. A further metric is one more class that reads {@code VerificationScores}.
 * What does not belong here: files, embeddings, networks, ND4J.
 */
package org.facemargin.metrics;
