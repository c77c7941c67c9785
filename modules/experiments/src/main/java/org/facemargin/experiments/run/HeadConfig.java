package org.facemargin.experiments.run;

import org.facemargin.experiments.config.ConfigReader;

/**
 * The margin head.
 *
 * @param kind how it is computed
 */
public record HeadConfig(Kind kind) {

  /** How a head can be computed. */
  public enum Kind {
    /** Closed-form gradients, tiled over classes. */
    FUSED,
    /** Built from expressions and differentiated by SameDiff. */
    SAMEDIFF
  }

  static HeadConfig from(ConfigReader reader) {
    return new HeadConfig(reader.choice("kind", Kind.class, Kind.FUSED));
  }
}
