package org.facemargin.training.listeners;

import java.util.Map;
import org.facemargin.training.TrainingRun;

/** Measures a network in the middle of its training. */
@FunctionalInterface
public interface Validator {

  /**
   * Measures the current weights, through {@code run.executor()} or {@code run.graph()}; must not
   * change them.
   *
   * @return numbers by name: "lfw_accuracy"
   */
  Map<String, Double> measure(TrainingRun run);
}
