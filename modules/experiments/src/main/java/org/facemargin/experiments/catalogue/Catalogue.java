package org.facemargin.experiments.catalogue;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;
import org.facemargin.report.ReportTable;

/** One kind of things that have names; its own name is what follows {@code list}. */
@PlugInKind("catalogue")
public interface Catalogue extends Named {

  /** Every thing of this kind, one a row, the name first. */
  ReportTable table();
}
