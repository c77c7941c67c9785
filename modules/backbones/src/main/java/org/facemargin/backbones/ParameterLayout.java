package org.facemargin.backbones;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
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

  /** The layout of a graph. */
  public static ParameterLayout of(ComputationGraph graph) {
    return of(graph.getConfiguration());
  }

  /**
   * The layout a graph of this configuration will have; no parameter is allocated.
   *
   * @throws IllegalArgumentException if a layer with parameters is not one of ours
   */
  public static ParameterLayout of(ComputationGraphConfiguration configuration) {
    GraphIndices indices = new ComputationGraph(configuration).calculateIndices();
    List<ParameterSegment> segments = new ArrayList<>();
    long offset = 0;
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      for (ParameterBlock block : blocks(name, configuration.getVertices().get(name))) {
        segments.add(new ParameterSegment(name, block, offset));
        offset += block.length();
      }
    }
    return new ParameterLayout(segments);
  }

  /** The blocks of one vertex; input vertices have no configuration. */
  private static List<ParameterBlock> blocks(String name, GraphVertex vertex) {
    if (vertex instanceof LayerVertex holder
        && holder.getLayerConf().getLayer() instanceof BackboneLayer layer) {
      return layer.blocks();
    }
    if (vertex == null || vertex.numParams(false) == 0) {
      return List.of();
    }
    throw new IllegalArgumentException(
        "Vertex '"
            + name
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
