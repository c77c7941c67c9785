package org.facemargin.evaluation.features;

/**
 * Rows of floats, read by row: n embeddings of d components, in memory or on disk. Safe for use by
 * several threads at once.
 */
public interface FeatureMatrix {

  /** Number of rows, n. */
  int rows();

  /** Components of a row, d. */
  int dimension();

  /** Copies {@code count} rows from {@code first} on to {@code target} from {@code offset} on. */
  void read(int first, int count, float[] target, int offset);

  /** A copy of one row. */
  default float[] row(int index) {
    float[] row = new float[dimension()];
    read(index, 1, row, 0);
    return row;
  }
}
