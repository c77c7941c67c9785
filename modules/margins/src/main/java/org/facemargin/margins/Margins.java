package org.facemargin.margins;

import java.util.Map;
import org.facemargin.core.NamedRegistry;

/** A loss by name, and the constants every reading of a target margin shares. */
public final class Margins {

  /**
   * Lower bound of sin θ = √(1-c²) wherever it divides. The float32 next to 1 has sin θ = 3.5e-4,
   * so that the bound acts at c = ±1 alone.
   */
  public static final double SINE_FLOOR = 1e-4;

  /**
   * The cosine whose sine is {@link #SINE_FLOOR}, 1 - 5e-9. Exact derivatives are taken at the
   * cosine held in [-EDGE, EDGE]: at c = ±1 that is the one-sided limit of dz/dc to about 1e-5
   * where there is one (ExpFace's m² at θ = π, SphereFace's m² at θ = 0), and the derivative at sin
   * θ = 1e-4, finite in float32, where it grows without bound (ArcFace's sin(θ + m) / sin θ).
   * Float32 readings hold at the neighbour of 1 instead, 1 - 6e-8.
   */
  public static final double EDGE = Math.sqrt((1 - SINE_FLOOR) * (1 + SINE_FLOOR));

  private Margins() {}

  /**
   * A loss by name, with values by parameter name as a user wrote them; the rest are the published
   * defaults.
   *
   * @throws org.facemargin.core.ConfigurationException for an unknown loss or parameter, or a value
   *     out of range
   */
  public static MarginLoss create(String loss, Map<String, String> values) {
    return NamedRegistry.of(MarginLossFactory.class).get(loss).create(values);
  }
}
