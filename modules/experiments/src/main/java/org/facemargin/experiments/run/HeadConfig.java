package org.facemargin.experiments.run;

import org.facemargin.experiments.config.ConfigReader;

/**
 * The margin head.
 *
 * @param kind how it is computed
 * @param sampleRate share of the classes a step looks at (PartialFC); the fused head alone has it
 */
public record HeadConfig(Kind kind, double sampleRate) {

  /** How a head can be computed. */
  public enum Kind {
    /** Closed-form gradients, tiled over classes. */
    FUSED,
    /** Built from expressions and differentiated by SameDiff. */
    SAMEDIFF
  }

  static HeadConfig from(ConfigReader reader) {
    Kind kind = reader.choice("kind", Kind.class, Kind.FUSED);
    return new HeadConfig(kind, kind == Kind.FUSED ? reader.number("sample_rate", 1, 1e-6, 1) : 1);
  }
}
