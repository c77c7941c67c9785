package org.facemargin.faces.sets;

import org.facemargin.core.Named;
import org.facemargin.files.yaml.ConfigReader;

/** A kind of training data. Registered with {@code @AutoService(FaceSourceKind.class)}. */
public interface FaceSourceKind extends Named {

  /** Reads the keys of this kind. */
  FaceSource read(ConfigReader section);
}
