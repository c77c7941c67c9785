package org.facemargin.faces.sets;

import org.facemargin.core.LabelledFaces;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.yaml.ConfigReader;

/** Pictures to train on, not opened yet. Records, so that two readings of one YAML are equal. */
public interface FaceSource {

  /**
   * Opens the data.
   *
   * @throws org.facemargin.core.DataException if it is missing or corrupt
   */
  LabelledFaces open();

  /** Reads the section of a run that says where pictures come from. */
  static FaceSource read(ConfigReader section) {
    NamedRegistry<FaceSourceKind> kinds = NamedRegistry.of(FaceSourceKind.class);
    return kinds.get(section.oneOf("kind", kinds.names())).read(section);
  }
}
