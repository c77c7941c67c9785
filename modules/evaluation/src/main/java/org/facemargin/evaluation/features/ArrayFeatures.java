package org.facemargin.evaluation.features;

/**
 * Features in memory.
 *
 * @param rows n
 * @param dimension d
 * @param values n · d floats, row after row; owned by this record
 */
public record ArrayFeatures(int rows, int dimension, float[] values) implements FeatureMatrix {

  public ArrayFeatures {
    if ((long) rows * dimension != values.length) {
      throw new IllegalArgumentException(
          rows + " rows of " + dimension + " need " + (long) rows * dimension + " floats");
    }
  }

  @Override
  public void read(int first, int count, float[] target, int offset) {
    System.arraycopy(
        values, Math.multiplyExact(first, dimension), target, offset, count * dimension);
  }
}
