package org.facemargin.evaluation.benchmark;

/** A protocol over data, ready to measure. */
public interface Benchmark {

  /**
   * Measures.
   *
   * @throws org.facemargin.core.DataException if data is missing or corrupt
   * @throws org.facemargin.core.ConfigurationException if the request lacks what the protocol needs
   */
  EvaluationOutcome evaluate(EvaluationRequest request);
}
