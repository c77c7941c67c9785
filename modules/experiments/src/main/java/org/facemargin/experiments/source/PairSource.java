package org.facemargin.experiments.source;

import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.config.ConfigReader;
import org.facemargin.faces.source.PairedFaces;

/** Pairs to verify on, not opened yet. */
public interface PairSource {

  /**
   * Opens the data.
   *
   * @throws org.facemargin.core.DataException if it is missing or corrupt
   */
  PairedFaces open();

  /** What identifies the data in a run record. */
  String fingerprint();

  /** Reads the section of a run that says where pairs come from. */
  static PairSource read(ConfigReader section) {
    NamedRegistry<PairSourceKind> kinds =
        NamedRegistry.load(PairSourceKind.class, "kind of verification pairs");
    return kinds.get(section.oneOf("kind", kinds.names())).read(section);
  }
}
