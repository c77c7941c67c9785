package org.facemargin.evaluation.search;

import java.util.BitSet;
import org.facemargin.evaluation.features.FeatureSet;

/**
 * Unit vectors of stored embeddings, read when asked for: a million of them need no memory of their
 * own. Rows of {@code zero} count as zeros.
 */
public final class StoredVectors implements UnitVectors {

  private final FeatureSet features;
  private final int[] rows;
  private final int dimension;
  private final BitSet zero;

  /**
   * @param rows row of every vector; not modified
   */
  public StoredVectors(FeatureSet features, int[] rows) {
    this(features, rows, features.dimension(), new BitSet());
  }

  /**
   * @param dimension leading components that count
   * @param zero positions whose vector is taken as zeros
   */
  public StoredVectors(FeatureSet features, int[] rows, int dimension, BitSet zero) {
    this.features = features;
    this.rows = rows;
    this.dimension = dimension;
    this.zero = zero;
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public double[] exact(int index) {
    if (zero.get(index)) {
      return new double[dimension];
    }
    float[] row = new float[features.dimension()];
    features.embeddings(rows, index, 1, row);
    return UnitVectors.unit(row, 0, dimension);
  }

  @Override
  public void approximate(int first, int count, float[] target, int offset) {
    int d = features.dimension();
    float[] row = new float[d];
    for (int i = 0; i < count; i++) {
      features.embeddings(rows, first + i, 1, row);
      float scale = zero.get(first + i) ? 0 : scale(row, rows[first + i]);
      int to = offset + i * dimension;
      for (int k = 0; k < dimension; k++) {
        target[to + k] = row[k] * scale;
      }
    }
  }

  private float scale(float[] row, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 3 < dimension; k += 4) {
      s0 += (double) row[k] * row[k];
      s1 += (double) row[k + 1] * row[k + 1];
      s2 += (double) row[k + 2] * row[k + 2];
      s3 += (double) row[k + 3] * row[k + 3];
    }
    for (; k < dimension; k++) {
      s0 += (double) row[k] * row[k];
    }
    double squares = (s0 + s1) + (s2 + s3);
    if (!Double.isFinite(squares)) {
      throw features.notFinite(at);
    }
    return squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
  }
}
