package org.facemargin.faces.pairs;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.yaml.ConfigReader;

/** Pairs to verify on, not opened yet. */
@FunctionalInterface
public interface PairSource {

  /** What run files called {@code lfw} while it was the only kind. */
  String FORMER_LFW = "lfw-pairs";

  /**
   * Opens the data.
   *
   * @throws org.facemargin.core.DataException if it is missing or corrupt
   */
  PairedFaces open();

  /** Reads the section of a run that says where pairs come from. */
  static PairSource read(ConfigReader section) {
    NamedRegistry<PairSetKind> kinds = PairSetKind.registry();
    List<String> names = new ArrayList<>(kinds.names());
    names.add(FORMER_LFW);
    String kind = section.oneOf("kind", names);
    return kinds.get(kind.equals(FORMER_LFW) ? "lfw" : kind).read(section);
  }
}
