package org.facemargin.margins.regularisers;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.PlugInFactory;
import org.facemargin.core.PlugInKind;

/** A regulariser by name. Registered with {@code @AutoService(CentreRegulariserFactory.class)}. */
@PlugInKind("regulariser")
public interface CentreRegulariserFactory extends PlugInFactory<CentreRegulariser> {

  /** The term as one line of mathematics. */
  String formula();

  /** Authors, title, venue, equation. */
  String citation();

  /** A regulariser by name, with values by parameter name; the rest are the defaults. */
  static CentreRegulariser create(String name, Map<String, String> values) {
    return NamedRegistry.of(CentreRegulariserFactory.class).get(name).create(values);
  }
}
