package org.facemargin.margins;

import java.util.Map;
import org.facemargin.core.NamedRegistry;

/** The registry of losses, and the constants every reading of a target margin shares. */
public final class Margins {

  /**
   * Lower bound of sin θ = √(1-c²) wherever it divides, and of θ where a power of it would not be
   * differentiable: dz/dc of an angular margin grows without bound at θ = 0 and θ = π, and float32
   * must stay finite there. The float32 next to 1 has sin θ = 3.5e-4, so that the bound acts at c =
   * ±1 alone.
   */
  public static final double SINE_FLOOR = 1e-4;

  private static final NamedRegistry<MarginLossFactory> LOSSES =
      NamedRegistry.load(MarginLossFactory.class, "loss");

  private Margins() {}

  /** Every loss on the class path. */
  public static NamedRegistry<MarginLossFactory> losses() {
    return LOSSES;
  }

  /**
   * A loss by name, with values by parameter name as a user wrote them; the rest are the published
   * defaults.
   *
   * @throws org.facemargin.core.ConfigurationException for an unknown loss or parameter, or a value
   *     out of range
   */
  public static MarginLoss create(String loss, Map<String, String> values) {
    MarginLossFactory factory = LOSSES.get(loss);
    return factory.create(LossSettings.of(factory, values));
  }
}
