package org.facemargin.faces.sets;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;
import org.facemargin.files.yaml.ConfigReader;

/** A kind of verification pairs. Registered with {@code @AutoService(PairSourceKind.class)}. */
@PlugInKind("kind of verification pairs")
public interface PairSourceKind extends Named {

  /** Reads the keys of this kind. */
  PairSource read(ConfigReader section);
}
