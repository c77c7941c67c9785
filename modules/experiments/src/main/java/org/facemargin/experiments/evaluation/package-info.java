/**
 * Benchmarks as data: a card in {@code experiments/benchmarks} names a protocol and where its files
 * lie, a card in {@code experiments/models} says what a network expects, and {@link
 * org.facemargin.experiments.evaluation.EvaluationSession} brings them together into {@code
 * result.json} and a page.
 *
 * <p>To add a protocol: one {@link org.facemargin.evaluation.benchmark.BenchmarkKind} annotated
 * {@code @AutoService}.
 */
package org.facemargin.experiments.evaluation;
