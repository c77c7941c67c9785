/**
 * Faces or embeddings in, evaluations out. {@code benchmark} says what a benchmark is, {@code
 * protocols} holds the protocols; below them {@code onnx} (networks), {@code features} (embeddings
 * in memory, on disk and by name), {@code pairs} (ten-fold verification, YouTube Faces), {@code
 * templates} (IJB 1:1 and 1:N), {@code search} (closed sets and distractors of any number), {@code
 * scores} (files of scores) and {@code megaface}.
 *
 * <p>What does not belong here: training, whatever needs DL4J, printing.
 */
package org.facemargin.evaluation;
