package org.facemargin.experiments.catalogue;

import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.ReportTable;

/** One kind of things that have names; its own name is what follows {@code list}. */
public interface Catalogue extends Named {

  /** Every thing of this kind, one a row, the name first. */
  ReportTable table();

  /** Every catalogue on the class path. */
  static NamedRegistry<Catalogue> registry() {
    return NamedRegistry.load(Catalogue.class, "catalogue");
  }
}
