package org.facemargin.evaluation.columns;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;
import org.facemargin.evaluation.features.FeatureSet;

/**
 * Reads tables kept column by column. Registered with {@code @AutoService(ColumnFormat.class)}; its
 * name is the ending of its files.
 */
@PlugInKind("column format")
public interface ColumnFormat extends Named {

  /**
   * Embeddings, from a column {@code name} of text and a column {@code embedding} of lists of
   * floats, all of one length.
   *
   * @param files the parts of a table, in the order of their rows; at least one
   * @throws org.facemargin.core.DataException if a file is none, is damaged, lacks a column or a
   *     value, or does not fit into memory
   */
  FeatureSet embeddings(List<Path> files);

  /**
   * The columns of single values as UTF-8 text: a header of their names, then a line a row, fields
   * as RFC 4180 has them. Closed by the caller.
   *
   * @param files as for {@link #embeddings}
   * @throws org.facemargin.core.DataException as there, while it is read, too
   */
  InputStream text(List<Path> files);
}
