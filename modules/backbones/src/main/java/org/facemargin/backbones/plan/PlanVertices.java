package org.facemargin.backbones.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;

/**
 * A backbone's vertices in executable order, with shapes.
 *
 * @param picture shape of the input
 * @param all the vertices
 * @param output index of the one that computes the embedding
 */
record PlanVertices(TensorShape picture, List<PlanVertex> all, int output) {

  /** Index that stands for the picture. */
  static final int PICTURE = -1;

  /**
   * Reads a graph.
   *
   * @throws IllegalArgumentException for a vertex this package does not execute
   */
  static PlanVertices of(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    int side = BackboneShape.of(graph).inputPx();
    TensorShape picture = new TensorShape(3, side, side);
    List<PlanVertex> all = new ArrayList<>();
    Map<String, Integer> indexOf = new HashMap<>();
    indexOf.put(configuration.getNetworkInputs().get(0), PICTURE);
    GraphIndices indices = graph.calculateIndices();
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex == null) {
        continue;
      }
      List<Integer> inputs =
          configuration.getVertexInputs().get(name).stream().map(indexOf::get).toList();
      TensorShape in = inputs.get(0) == PICTURE ? picture : all.get(inputs.get(0)).shape();
      Optional<BackboneLayer> layer = layerOf(name, vertex);
      indexOf.put(name, all.size());
      all.add(
          new PlanVertex(name, layer, inputs, layer.map(found -> output(found, in)).orElse(in)));
    }
    return new PlanVertices(
        picture, List.copyOf(all), indexOf.get(configuration.getNetworkOutputs().get(0)));
  }

  private static Optional<BackboneLayer> layerOf(String name, GraphVertex vertex) {
    if (vertex instanceof LayerVertex holder
        && holder.getLayerConf().getLayer() instanceof BackboneLayer layer) {
      return Optional.of(layer);
    }
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return Optional.empty();
    }
    throw new IllegalArgumentException(
        "Vertex '" + name + "' (" + vertex.getClass().getSimpleName() + ") cannot be planned.");
  }

  private static TensorShape output(BackboneLayer layer, TensorShape in) {
    if (layer instanceof Convolution convolution) {
      return new TensorShape(
          (int) layer.getNOut(),
          (int) convolution.outputPx(in.height()),
          (int) convolution.outputPx(in.width()));
    }
    if (layer instanceof Dense) {
      return new TensorShape((int) layer.getNOut(), 1, 1);
    }
    return in;
  }

  /** How many vertices read each vertex. */
  int[] readers() {
    int[] readers = new int[all.size()];
    for (PlanVertex vertex : all) {
      for (int input : vertex.inputs()) {
        if (input != PICTURE) {
          readers[input]++;
        }
      }
    }
    return readers;
  }
}
