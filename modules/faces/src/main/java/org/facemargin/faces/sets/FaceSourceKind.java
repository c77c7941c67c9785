package org.facemargin.faces.sets;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;
import org.facemargin.files.yaml.ConfigReader;

/** A kind of training data. Registered with {@code @AutoService(FaceSourceKind.class)}. */
@PlugInKind("kind of training data")
public interface FaceSourceKind extends Named {

  /** One line for people. */
  String description();

  /** Reads the keys of this kind. */
  FaceSource read(ConfigReader section);
}
