package org.facemargin.evaluation.features;

/**
 * Rows of a matrix in another order, read when asked for.
 *
 * @param origin the matrix
 * @param chosen row of {@code origin} of every row; owned by this record
 */
public record SelectedRows(FeatureMatrix origin, int[] chosen) implements FeatureMatrix {

  @Override
  public int rows() {
    return chosen.length;
  }

  @Override
  public int dimension() {
    return origin.dimension();
  }

  @Override
  public void read(int first, int count, float[] target, int offset) {
    for (int i = 0; i < count; i++) {
      origin.read(chosen[first + i], 1, target, offset + i * origin.dimension());
    }
  }
}
