package org.facemargin.faces.pairs;

import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.PlugInKind;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A kind of pair set: what a benchmark card names with {@code list:} and a run with {@code kind:}.
 * Registered with {@code @AutoService(PairSetKind.class)}; a set that lies in files is a {@link
 * PairFormat}.
 */
@PlugInKind("kind of pair set")
public interface PairSetKind extends Named {

  /** One line for people. */
  String description();

  /** Reads this kind's keys; opens nothing yet. */
  PairSource read(ConfigReader section);

  /** Every kind on the class path. */
  static NamedRegistry<PairSetKind> registry() {
    return NamedRegistry.of(PairSetKind.class);
  }
}
