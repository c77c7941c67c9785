package org.facemargin.backbones.layers;

import java.util.List;

/**
 * One named array of a layer. A layer's blocks lie in its part of the flat vector one after the
 * other in their order, each row-major.
 *
 * @param key name within the layer: "weight", "bias", "gamma", "beta", "mean", "variance", "slope",
 *     "reduce", "expand"
 * @param role what it is
 * @param shape its extents
 */
public record ParameterBlock(String key, ParameterRole role, List<Long> shape) {

  public ParameterBlock {
    shape = List.copyOf(shape);
  }

  /** Number of values. */
  public long length() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }
}
