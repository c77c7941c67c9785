package org.facemargin.cuda;

import org.facemargin.core.ConfigurationException;

/**
 * Size and manner of a head.
 *
 * @param classes C
 * @param dimension d
 * @param maxBatch largest N
 * @param precision of the matrix products
 * @param productsBytes memory the (N, tile) products may take. If all C classes fit, the products
 *     are computed once; else tile by tile, twice
 * @param recordGraph whether a step without host work in its middle is recorded as a CUDA graph and
 *     replayed
 */
public record CudaHeadConfiguration(
    int classes,
    int dimension,
    int maxBatch,
    Precision precision,
    long productsBytes,
    boolean recordGraph) {

  public CudaHeadConfiguration {
    if (classes < 2 || dimension < 1 || maxBatch < 1) {
      throw ConfigurationException.of(
          "A head needs at least 2 classes, 1 component and 1 row, got %s, %s and %s.",
          classes, dimension, maxBatch);
    }
    if (productsBytes < 4L * maxBatch) {
      throw ConfigurationException.of(
          "products_bytes is %s, at least %s are needed for one class.",
          productsBytes, 4L * maxBatch);
    }
  }

  /** Classes of one tile. */
  int tile(int classesOfStep) {
    return (int) Math.min(classesOfStep, productsBytes / (4L * maxBatch));
  }
}
