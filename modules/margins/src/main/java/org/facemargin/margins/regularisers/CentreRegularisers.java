package org.facemargin.margins.regularisers;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.LossSettings;

/** The registry of regularisers. */
public final class CentreRegularisers {

  private static final NamedRegistry<CentreRegulariserFactory> ALL =
      NamedRegistry.load(CentreRegulariserFactory.class, "regulariser");

  private CentreRegularisers() {}

  /** Every regulariser on the class path. */
  public static NamedRegistry<CentreRegulariserFactory> all() {
    return ALL;
  }

  /** A regulariser by name, with values by parameter name; the rest are the defaults. */
  public static CentreRegulariser create(String name, Map<String, String> values) {
    CentreRegulariserFactory factory = ALL.get(name);
    return factory.create(LossSettings.of(factory, values));
  }
}
