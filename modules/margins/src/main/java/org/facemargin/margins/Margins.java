package org.facemargin.margins;

import org.facemargin.core.NamedRegistry;

/** The registry of losses, and the constants every reading of a target margin shares. */
public final class Margins {

  /**
   * Lower bound of sin θ = √(1-c²) wherever it divides: dz/dc of an angular margin grows without
   * bound at θ = 0 and θ = π, and float32 must stay finite there.
   */
  public static final double SINE_FLOOR = 1e-4;

  private static final NamedRegistry<MarginLossFactory> LOSSES =
      NamedRegistry.load(MarginLossFactory.class, "loss");

  private Margins() {}

  /** Every loss on the class path. */
  public static NamedRegistry<MarginLossFactory> losses() {
    return LOSSES;
  }
}
