package org.facemargin.experiments.source;

import org.facemargin.core.Named;
import org.facemargin.experiments.config.ConfigReader;

/** A kind of verification pairs. Registered with {@code @AutoService(PairSourceKind.class)}. */
public interface PairSourceKind extends Named {

  /** Reads the keys of this kind. */
  PairSource read(ConfigReader section);
}
