package org.facemargin.backbones;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.ParameterBlock;
import org.facemargin.backbones.layers.ParameterRole;

/**
 * What lies where in a backbone's flat parameter vector: DL4J lays layers in topological order,
 * {@link BackboneLayer#blocks} orders each layer's part.
 *
 * @param segments every named array, in order and without gaps
 */
public record ParameterLayout(List<ParameterSegment> segments) {

  public ParameterLayout {
    segments = List.copyOf(segments);
  }

  /**
   * The layout of an initialised graph.
   *
   * @throws IllegalArgumentException if a layer with parameters is not one of ours
   */
  public static ParameterLayout of(ComputationGraph graph) {
    List<ParameterSegment> segments = new ArrayList<>();
    long offset = 0;
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.numParams() == 0) {
        continue;
      }
      for (ParameterBlock block : layerOf(vertex).blocks()) {
        segments.add(new ParameterSegment(vertex.getVertexName(), block, offset));
        offset += block.length();
      }
    }
    if (offset != graph.numParams()) {
      throw new IllegalStateException(
          "The layout covers " + offset + " of " + graph.numParams() + " parameters.");
    }
    return new ParameterLayout(segments);
  }

  private static BackboneLayer layerOf(GraphVertex vertex) {
    if (vertex.hasLayer() && vertex.getLayer().conf().getLayer() instanceof BackboneLayer layer) {
      return layer;
    }
    throw new IllegalArgumentException(
        "Vertex '"
            + vertex.getVertexName()
            + "' has parameters but is not a layer of org.facemargin.backbones.layers.");
  }

  /** Length of the flat vector. */
  public long length() {
    return segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end();
  }

  /** The parameters in PyTorch's sense: everything but running statistics. */
  public long parameters() {
    return count(role -> !role.statistic());
  }

  /** The parameters an optimiser changes. */
  public long trainedParameters() {
    return count(ParameterRole::trained);
  }

  private long count(Predicate<ParameterRole> wanted) {
    return segments.stream()
        .filter(segment -> wanted.test(segment.role()))
        .mapToLong(ParameterSegment::length)
        .sum();
  }

  /** The array {@code key} of vertex {@code vertex}. */
  public ParameterSegment segment(String vertex, String key) {
    return segments.stream()
        .filter(segment -> segment.vertex().equals(vertex) && segment.block().key().equals(key))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("No array " + vertex + "." + key + "."));
  }
}
