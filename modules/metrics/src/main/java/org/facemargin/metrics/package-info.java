/**
 * Scores in, numbers with intervals out. A score says how alike two faces are: higher is more
 * alike, and a comparison is accepted when its score is at or above the threshold.
 *
 * <p>Entry types: {@link org.facemargin.metrics.VerificationScores} (genuine and impostor scores,
 * sorted once) and, where comparisons are drawn again, {@link org.facemargin.metrics.ScoreTable};
 * {@link org.facemargin.metrics.VerificationMetric} and its registry, {@link
 * org.facemargin.metrics.Bootstrap} for intervals, {@link org.facemargin.metrics.PairedBootstrap}
 * and {@link org.facemargin.metrics.McNemarTest} to compare systems, {@link
 * org.facemargin.metrics.RocCurve}, {@link org.facemargin.metrics.DetCurve}, {@link
 * org.facemargin.metrics.OperatingPoints}, {@link org.facemargin.metrics.CumulativeMatchCurve},
 * {@link org.facemargin.metrics.OpenSetPoint} and {@link org.facemargin.metrics.AccuracyGrid}.
 *
 * <p>Rates are fractions. A further metric is one class that implements {@code VerificationMetric}
 * and its test. What does not belong here: files, embeddings, networks, ND4J.
 */
package org.facemargin.metrics;
