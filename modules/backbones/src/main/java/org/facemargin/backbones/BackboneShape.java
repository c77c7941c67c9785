package org.facemargin.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.layers.BackboneLayer;

/**
 * What goes into a backbone and what comes out.
 *
 * @param inputPx side of the square input with 3 channels, in pixels
 * @param dimension embedding dimension d
 */
public record BackboneShape(int inputPx, int dimension) {

  /**
   * Reads it from a graph's configuration.
   *
   * @throws IllegalArgumentException if the graph is not a backbone: one input, one output, our
   *     layers at both ends
   */
  public static BackboneShape of(ComputationGraphConfiguration configuration) {
    if (configuration.getNetworkInputs().size() != 1
        || configuration.getNetworkOutputs().size() != 1) {
      throw new IllegalArgumentException("A backbone has one input and one output.");
    }
    String output = configuration.getNetworkOutputs().get(0);
    int dimension = (int) layer(configuration, output).getNOut();
    return new BackboneShape(firstLayer(configuration).getInputPx(), dimension);
  }

  /** The shape of a graph. */
  public static BackboneShape of(ComputationGraph graph) {
    return of(graph.getConfiguration());
  }

  private static BackboneLayer firstLayer(ComputationGraphConfiguration configuration) {
    String input = configuration.getNetworkInputs().get(0);
    String first =
        configuration.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(input))
            .map(java.util.Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Nothing reads the input."));
    return layer(configuration, first);
  }

  private static BackboneLayer layer(ComputationGraphConfiguration configuration, String name) {
    GraphVertex vertex = configuration.getVertices().get(name);
    if (vertex instanceof LayerVertex holder
        && holder.getLayerConf().getLayer() instanceof BackboneLayer layer) {
      return layer;
    }
    throw new IllegalArgumentException(
        "Vertex '" + name + "' is not a layer of org.facemargin.backbones.layers.");
  }
}
