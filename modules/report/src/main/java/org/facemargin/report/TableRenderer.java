package org.facemargin.report;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/** A table format. Registered with {@code @AutoService(TableRenderer.class)}. */
@PlugInKind("table format")
public interface TableRenderer extends Named {

  /** Extension of the files it makes, without the dot. */
  String fileExtension();

  /** The table as text, with a final line end. */
  String render(ReportTable table);
}
