package org.facemargin.evaluation.benchmark;

import java.util.Map;

/**
 * Something to measure on one benchmark after the other: a network, stored embeddings, a file of
 * scores. Closed once by whoever opened it.
 */
public interface EvaluationSource extends AutoCloseable {

  /** What is known of it, by key, for records; {@code name} is there. */
  Map<String, String> facts();

  /** What to ask a benchmark for. */
  EvaluationRequest request();

  @Override
  void close();
}
