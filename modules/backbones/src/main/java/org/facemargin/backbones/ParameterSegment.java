package org.facemargin.backbones;

import org.facemargin.backbones.layers.ParameterBlock;
import org.facemargin.backbones.layers.ParameterRole;

/**
 * Where one named array of a backbone lies in the flat parameter vector.
 *
 * @param vertex name of the graph vertex it belongs to
 * @param block its key, role and shape
 * @param offset index of its first value in the flat vector
 */
public record ParameterSegment(String vertex, ParameterBlock block, long offset) {

  /** {@code vertex.key}: how messages and exports name it. */
  public String name() {
    return vertex + "." + block.key();
  }

  /** What it is. */
  public ParameterRole role() {
    return block.role();
  }

  /** Number of values. */
  public long length() {
    return block.length();
  }

  /** Index after its last value in the flat vector. */
  public long end() {
    return offset + length();
  }
}
