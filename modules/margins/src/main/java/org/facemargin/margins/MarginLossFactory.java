package org.facemargin.margins;

import java.util.List;
import org.facemargin.core.Named;

/**
 * A loss by name: its description and how to make one. Registered with
 * {@code @AutoService(MarginLossFactory.class)}.
 */
public interface MarginLossFactory extends Named {

  /** The target margin as one line of mathematics: {@code "z = cos(θ + m)"}. */
  String formula();

  /** Authors, title, venue, arXiv number, equation. */
  String citation();

  /**
   * Every parameter the loss takes, with its published default; {@code scale}, {@code gradient} and
   * {@code wc_relu} among them.
   */
  List<LossParameter> parameters();

  /**
   * Makes a loss.
   *
   * @throws org.facemargin.core.ConfigurationException if a value is out of range or values
   *     contradict each other
   */
  MarginLoss create(LossSettings settings);
}
