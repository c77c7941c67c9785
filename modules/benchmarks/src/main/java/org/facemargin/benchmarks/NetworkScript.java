package org.facemargin.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.ParameterBlock;
import org.facemargin.files.AtomicFiles;

/**
 * Writes a backbone so that the peer's process can build the same network with the same weights
 * without loading ND4J, whose memory would be counted as the peer's.
 *
 * <p>{@code network.txt} has a line a vertex, in order: operation, output, inputs, numbers. {@code
 * network.f32} has the parameters in that order, big-endian.
 */
final class NetworkScript {

  static final String TEXT = "network.txt";
  static final String VALUES = "network.f32";

  private final ComputationGraphConfiguration configuration;
  private final ParameterLayout layout;
  private final FloatBuffer parameters;
  private final List<String> lines = new ArrayList<>();
  private final List<ParameterSegment> segments = new ArrayList<>();

  private NetworkScript(ComputationGraphConfiguration configuration, FloatBuffer parameters) {
    this.configuration = configuration;
    this.layout = ParameterLayout.of(configuration);
    this.parameters = parameters;
  }

  static void write(
      ComputationGraphConfiguration configuration, FloatBuffer parameters, Path folder) {
    NetworkScript script = new NetworkScript(configuration, parameters);
    script.collect();
    AtomicFiles.write(folder.resolve(TEXT), String.join("\n", script.lines) + "\n");
    AtomicFiles.write(folder.resolve(VALUES), script::values);
  }

  private void collect() {
    Map<String, String> names = new HashMap<>();
    names.put(configuration.getNetworkInputs().get(0), "input");
    GraphIndices indices = new ComputationGraph(configuration).calculateIndices();
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex != null) {
        String inputs =
            configuration.getVertexInputs().get(name).stream()
                .map(input -> names.getOrDefault(input, input))
                .collect(Collectors.joining(","));
        lines.add(line(name, inputs, vertex));
      }
    }
  }

  private String line(String name, String inputs, GraphVertex vertex) {
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return "add " + name + " " + inputs;
    }
    if (vertex instanceof LayerVertex holder
        && holder.getLayerConf().getLayer() instanceof BackboneLayer layer) {
      if (layer instanceof Convolution picking && picking.isFixed()) {
        return "Sampling " + name + " " + inputs + " " + picking.getStride();
      }
      for (ParameterBlock block : layer.blocks()) {
        segments.add(layout.segment(name, block.key()));
      }
      return operation(layer) + " " + name + " " + inputs + " " + numbers(layer);
    }
    throw new IllegalArgumentException(
        "Vertex '" + name + "' (" + vertex.getClass().getSimpleName() + ") has no peer.");
  }

  private static String operation(BackboneLayer layer) {
    return layer.getClass().getSimpleName();
  }

  private static String numbers(BackboneLayer layer) {
    String shape =
        layer.blocks().get(0).shape().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    if (layer instanceof Convolution convolution) {
      return shape
          + " "
          + convolution.getStride()
          + " "
          + convolution.getPaddingPx()
          + " "
          + convolution.getGroups();
    }
    if (layer instanceof BatchNorm norm) {
      return shape + " " + norm.getEpsilon() + " " + norm.getMomentum() + " " + norm.isFixedGamma();
    }
    return layer instanceof Dense dense ? shape + " " + dense.isBias() : shape;
  }

  private void values(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
    for (ParameterSegment segment : segments) {
      for (long i = segment.offset(); i < segment.end(); i++) {
        data.writeFloat(parameters.get((int) i));
      }
    }
    data.flush();
  }
}
