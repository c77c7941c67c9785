package org.facemargin.evaluation.benchmark;

import java.util.Map;
import java.util.Optional;
import org.facemargin.faces.pairs.PairedFaces;

/** A protocol over data, ready to measure. */
public interface Benchmark {

  /**
   * Measures.
   *
   * @throws org.facemargin.core.DataException if data is missing or corrupt
   * @throws org.facemargin.core.ConfigurationException if the request lacks what the protocol needs
   */
  EvaluationOutcome evaluate(EvaluationRequest request);

  /**
   * The same with its data found and read once: for measuring again and again, and so that missing
   * data show before hours of training.
   *
   * @throws org.facemargin.core.DataException if data is missing or corrupt
   * @throws org.facemargin.core.ConfigurationException if a network cannot be measured on it
   */
  Benchmark opened(EvaluationRequest request);

  /** Fingerprints of data that is open already, by what it is used for; else nothing. */
  default Map<String, String> openedData() {
    return Map.of();
  }

  /**
   * The pairs of pictures that it compares, where it compares pictures in pairs.
   *
   * @throws org.facemargin.core.DataException if data is missing or corrupt
   */
  default Optional<PairedFaces> pairs(EvaluationRequest request) {
    return Optional.empty();
  }

  /** Id of the number that stands for all others, such as in a curve over training. */
  default String headline() {
    return "accuracy";
  }
}
