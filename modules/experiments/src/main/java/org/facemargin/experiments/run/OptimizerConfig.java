package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.experiments.config.ConfigReader;

/** The optimiser. */
public sealed interface OptimizerConfig {

  /** Decay of the weights, per unit of learning rate. */
  double weightDecay();

  /**
   * Stochastic gradient descent with momentum and L2 decay in the gradient, as PyTorch's.
   *
   * @param momentum share of the last step that goes on
   * @param weightDecay factor of the weights added to their gradient
   */
  record Sgd(double momentum, double weightDecay) implements OptimizerConfig {}

  /**
   * Adam with decoupled weight decay.
   *
   * @param beta1 decay of the mean gradient
   * @param beta2 decay of the mean squared gradient
   * @param epsilon added to the root
   * @param weightDecay factor of the weights subtracted, times the learning rate
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerConfig {}

  /** Reads the section. */
  static OptimizerConfig from(ConfigReader reader) {
    return switch (reader.oneOf("name", List.of("sgd", "adamw"))) {
      case "sgd" ->
          new Sgd(
              reader.number("momentum", 0.9, 0, 0.9999), reader.number("weight_decay", 5e-4, 0, 1));
      default ->
          new AdamW(
              reader.number("beta1", 0.9, 0, 0.9999),
              reader.number("beta2", 0.999, 0, 0.999999),
              reader.number("epsilon", 1e-8, 1e-16, 1),
              reader.number("weight_decay", 0.05, 0, 1));
    };
  }
}
