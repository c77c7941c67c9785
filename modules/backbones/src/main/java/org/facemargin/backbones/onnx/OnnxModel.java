package org.facemargin.backbones.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.DataException;
import org.facemargin.files.proto.ProtoReader;

/**
 * What an ONNX file holds, as far as it is needed here. Field numbers are those of {@code
 * onnx.proto}.
 *
 * @param opset version of ONNX's own operators
 * @param nodes the operators in their order, which is executable
 * @param arrays constants by name
 * @param inputs what the graph takes
 * @param outputs names of what it gives
 */
record OnnxModel(
    long opset,
    List<OnnxNode> nodes,
    Map<String, OnnxArray> arrays,
    List<Input> inputs,
    List<String> outputs) {

  /** An extent the file leaves open. */
  static final long OPEN = -1;

  /**
   * One input.
   *
   * @param name its name
   * @param type ONNX's number of the type of its values
   * @param shape its extents, {@link #OPEN} where any will do
   */
  record Input(String name, int type, List<Long> shape) {}

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, damaged, or no ONNX model
   */
  static OnnxModel read(Path file) {
    OnnxModel model = declared(file);
    return model.with(new ExternalData(file).filled(model.arrays()));
  }

  /** Reads the file itself; values that lie elsewhere are left there. */
  static OnnxModel declared(Path file) {
    ProtoReader message = ProtoReader.of(file);
    long opset = 0;
    Optional<ProtoReader> graph = Optional.empty();
    while (message.next()) {
      switch (message.field()) {
        case 7 -> graph = Optional.of(message.message());
        case 8 -> opset = Math.max(opset, opset(message.message()));
        default -> {}
      }
    }
    ProtoReader found =
        graph.orElseThrow(() -> new DataException(file + " is no ONNX model: it has no graph."));
    OnnxModel model = graph(found, opset);
    model.requireOrder(file);
    return model;
  }

  private OnnxModel with(Map<String, OnnxArray> filled) {
    return new OnnxModel(opset, nodes, filled, inputs, outputs);
  }

  /** Operators read what was computed before, as ONNX demands: there are no loops. */
  private void requireOrder(Path file) {
    Set<String> known = new HashSet<>(arrays.keySet());
    inputs.forEach(input -> known.add(input.name()));
    known.add("");
    for (OnnxNode node : nodes) {
      for (String input : node.inputs()) {
        if (!known.contains(input)) {
          throw DataException.of(
              "%s: %s reads '%s', which nothing before it computes: the graph is damaged or goes in"
                  + " a circle.",
              file, node.words(), input);
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !known.add(output) && !arrays.containsKey(output)) {
          throw DataException.of("%s: '%s' is computed twice.", file, output);
        }
      }
    }
  }

  /** The version, where the set is ONNX's own. */
  private static long opset(ProtoReader message) {
    String domain = "";
    long version = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> domain = message.text();
        case 2 -> version = message.number();
        default -> {}
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
  }

  private static OnnxModel graph(ProtoReader message, long opset) {
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, OnnxArray> arrays = new HashMap<>();
    List<Input> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> nodes.add(OnnxNode.read(message.message()));
        case 5 -> {
          OnnxArray array = OnnxArray.read(message.message());
          arrays.put(array.name(), array);
        }
        case 11 -> inputs.add(input(message.message()));
        case 12 -> outputs.add(input(message.message()).name());
        default -> {}
      }
    }
    for (OnnxNode node : nodes) {
      if (node.operator().equals("Constant") && node.attributes().containsKey("value")) {
        node.attributes()
            .get("value")
            .array()
            .ifPresent(array -> arrays.put(node.outputs().get(0), array));
      }
    }
    // old files list their constants among the inputs
    inputs.removeIf(input -> arrays.containsKey(input.name()));
    return new OnnxModel(
        opset, List.copyOf(nodes), Map.copyOf(arrays), List.copyOf(inputs), List.copyOf(outputs));
  }

  private static Input input(ProtoReader message) {
    String name = "";
    int type = 0;
    List<Long> shape = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> type = type(message.message(), shape);
        default -> {}
      }
    }
    return new Input(name, type, List.copyOf(shape));
  }

  /** TypeProto, in it Tensor: fills the shape and gives the type of the values. */
  private static int type(ProtoReader message, List<Long> shape) {
    int type = 0;
    while (message.next()) {
      if (message.field() != 1) {
        continue;
      }
      ProtoReader tensor = message.message();
      while (tensor.next()) {
        switch (tensor.field()) {
          case 1 -> type = (int) tensor.number();
          case 2 -> shape(tensor.message(), shape);
          default -> {}
        }
      }
    }
    return type;
  }

  private static void shape(ProtoReader message, List<Long> shape) {
    while (message.next()) {
      if (message.field() != 1) {
        continue;
      }
      ProtoReader dimension = message.message();
      long extent = OPEN;
      while (dimension.next()) {
        if (dimension.field() == 1) {
          extent = dimension.number();
        }
      }
      shape.add(extent);
    }
  }

  /** The operators that {@code output} depends on, in their order. */
  List<OnnxNode> leadingTo(String output) {
    Set<String> needed = new HashSet<>(Set.of(output));
    List<OnnxNode> leading = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      OnnxNode node = nodes.get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs());
        leading.add(0, node);
      }
    }
    return leading;
  }
}
