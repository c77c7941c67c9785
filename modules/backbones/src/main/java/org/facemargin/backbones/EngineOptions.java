package org.facemargin.backbones;

/**
 * What a user allows an engine.
 *
 * @param slowPathAllowed whether to go on, saying so in {@link BackboneExecutor#description}, where
 *     the machine or the installed natives lack the fast path; otherwise that is an error
 */
public record EngineOptions(boolean slowPathAllowed) {

  /** Fast or not at all. */
  public static final EngineOptions FAST = new EngineOptions(false);

  /** Slow is acceptable: tests, gradient checks, machines without oneDNN. */
  public static final EngineOptions SLOW_ALLOWED = new EngineOptions(true);
}
