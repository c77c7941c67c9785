/**
 * Protocols: embeddings in, evaluations out.
 *
 * <p>Entry types: {@link org.facemargin.evaluation.Protocol} (a plug-in a benchmark card names),
 * {@link org.facemargin.evaluation.Evaluation} (the immutable result every renderer reads), and the
 * packages {@code onnx} (networks), {@code features} (embeddings in memory, on disk and by name),
 * {@code pairs}, {@code templates}, {@code identification} and {@code scores} (the protocols).
 *
 * <p>To add a protocol, implement {@code Protocol} and annotate it with {@code @AutoService}. What
 * does not belong here: decoding of pictures, training, YAML, printing.
 */
package org.facemargin.evaluation;
