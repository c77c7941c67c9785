/**
 * Embeddings in, evaluations out. The work is in the packages below: {@code onnx} (networks),
 * {@code features} (embeddings in memory, on disk and by name), {@code pairs} (ten-fold
 * verification, YouTube Faces), {@code templates} (IJB 1:1 and 1:N), {@code search} (closed sets
 * and distractors of any number) and {@code megaface}.
 *
 * <p>A protocol is a class here that takes features and returns a record; {@code experiments} wires
 * it to a benchmark card. What does not belong here: decoding of pictures, training, YAML,
 * printing.
 */
package org.facemargin.evaluation;
