/**
 * What a benchmark is: its card, what it is asked ({@link
 * org.facemargin.evaluation.benchmark.EvaluationRequest}), what it says ({@link
 * org.facemargin.evaluation.benchmark.EvaluationOutcome}), and the parts of a report that protocols
 * share.
 *
 * <p>To add a protocol, implement {@link org.facemargin.evaluation.benchmark.BenchmarkKind} in
 * {@code org.facemargin.evaluation.protocols}.
 */
package org.facemargin.evaluation.benchmark;
