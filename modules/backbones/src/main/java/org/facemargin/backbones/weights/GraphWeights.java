package org.facemargin.backbones.weights;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneJson;
import org.facemargin.backbones.NetworkInput;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;

/**
 * A graph of ours as safetensors, and back. Where the whole graph is one of arcface_torch's, arrays
 * bear its names, so that its {@code load_state_dict} takes them; else our vertices' with PyTorch's
 * endings. The graph itself and its input are kept as metadata.
 */
public final class GraphWeights {

  private static final String GRAPH = "facemargin.graph";
  private static final String INPUT = "facemargin.input";

  private GraphWeights() {}

  /** Writes a graph, whole or not at all. */
  public static void write(Path file, ComputationGraph graph, NetworkInput input) {
    NamedWeights.Naming naming = naming(graph.getConfiguration());
    FloatBuffer parameters = graph.params().data().asNioFloat();
    List<Safetensors.Written> arrays = new ArrayList<>();
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      FloatBuffer values =
          parameters.slice(Math.toIntExact(segment.offset()), Math.toIntExact(segment.length()));
      arrays.add(
          new Safetensors.Written(
              naming.nameOf(segment).orElseThrow(), segment.block().shape(), values));
    }
    String json = graph.getConfiguration().toJson();
    Safetensors.write(file, arrays, Map.of("format", "pt", GRAPH, json, INPUT, input.text()));
  }

  static boolean isOurs(WeightTable table) {
    return table.metadata().containsKey(GRAPH);
  }

  static ForeignNetwork read(WeightTable table) {
    ComputationGraphConfiguration configuration =
        BackboneJson.read(table.file(), table.metadata().get(GRAPH));
    NetworkInput input = NetworkInput.parse(table.file(), table.metadata().getOrDefault(INPUT, ""));
    ComputationGraph graph =
        NamedWeights.filled(
            configuration,
            "network as its own metadata have it",
            new ArrayGroup(table.file(), table.arrays()),
            naming(configuration));
    KnownInput known = KnownInput.of(input.image(), "the file itself says");
    return new ForeignNetwork(
        graph,
        "FaceMargin's network",
        input.unitOutput(),
        Optional.of(known),
        List.of("safetensors written by FaceMargin"));
  }

  /** arcface_torch's names where every segment has one. */
  private static NamedWeights.Naming naming(ComputationGraphConfiguration configuration) {
    for (WeightFamily family : List.of(new IResNetNames(), new MbfNames())) {
      WeightFamily.Network network =
          new WeightFamily.Network("", configuration, Optional.empty(), Set.of(), Map.of());
      boolean whole =
          ParameterLayout.of(configuration).segments().stream()
              .allMatch(segment -> family.nameOf(segment, network).isPresent());
      if (whole) {
        return segment -> family.nameOf(segment, network);
      }
    }
    return segment ->
        Optional.of(segment.vertex() + "." + WeightFamily.TORCH_KEYS.get(segment.block().key()));
  }
}
