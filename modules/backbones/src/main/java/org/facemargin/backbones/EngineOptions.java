package org.facemargin.backbones;

/**
 * What a user allows an engine.
 *
 * @param slowPathAllowed whether to go on, saying so in {@link BackboneExecutor#description}, where
 *     the machine or the installed natives lack the fast path; otherwise that is an error
 * @param winograd where an engine may compute 3x3 convolutions with fewer multiplications
 * @param placement on which device, how exactly
 */
public record EngineOptions(boolean slowPathAllowed, Winograd winograd, Placement placement) {

  /** Fast or not at all. */
  public static final EngineOptions FAST =
      new EngineOptions(false, Winograd.AUTO, Placement.DEFAULT);

  /** Slow is acceptable: tests, gradient checks, machines without oneDNN. */
  public static final EngineOptions SLOW_ALLOWED =
      new EngineOptions(true, Winograd.AUTO, Placement.DEFAULT);

  /**
   * Winograd's minimal filtering for 3x3 convolutions of stride 1: a quarter of the
   * multiplications, rounding errors a few times those of the direct form.
   */
  public enum Winograd {
    /** Where it is faster: timed once for training, a fixed rule for inference. */
    AUTO,
    /** Wherever it applies; an error where this Java cannot. */
    ALWAYS,
    /** Nowhere. */
    NEVER
  }

  /** The same but for Winograd. */
  public EngineOptions withWinograd(Winograd where) {
    return new EngineOptions(slowPathAllowed, where, placement);
  }

  /** The same elsewhere. */
  public EngineOptions withPlacement(Placement where) {
    return new EngineOptions(slowPathAllowed, winograd, where);
  }
}
