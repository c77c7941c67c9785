package org.facemargin.margins;

import java.util.Map;
import java.util.Optional;

/**
 * A loss by name: its description and how to make one. Registered with
 * {@code @AutoService(MarginLossFactory.class)}.
 *
 * <p>Every loss declares {@code scale}, {@code gradient} and {@code wc_relu} among its parameters.
 */
public interface MarginLossFactory extends Parameterised {

  @Override
  default String kind() {
    return "loss";
  }

  /** The loss as one line of mathematics: {@code "z = cos(θ + m)"}. */
  String formula();

  /** Authors, title, venue, arXiv number, equation. */
  String citation();

  /**
   * The settings, beside the defaults, at which z(c) = c for every c; empty where no setting of the
   * loss does that.
   */
  Optional<Map<String, String>> neutral();

  /**
   * Makes a loss.
   *
   * @throws org.facemargin.core.ConfigurationException if values contradict each other
   */
  MarginLoss create(LossSettings settings);
}
