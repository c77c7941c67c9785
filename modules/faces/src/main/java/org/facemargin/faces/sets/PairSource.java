package org.facemargin.faces.sets;

import org.facemargin.core.NamedRegistry;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.yaml.ConfigReader;

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
    NamedRegistry<PairSourceKind> kinds = NamedRegistry.of(PairSourceKind.class);
    return kinds.get(section.oneOf("kind", kinds.names())).read(section);
  }
}
