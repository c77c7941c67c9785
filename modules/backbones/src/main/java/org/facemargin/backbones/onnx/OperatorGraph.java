package org.facemargin.backbones.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network in ONNX's terms that comes from another format: operators in an executable order, one
 * output each, and constants. Its one input is named when it is made.
 */
public final class OperatorGraph {

  /** The operator set it is written in: slopes and constants broadcast, bounds are inputs. */
  private static final long OPSET = 12;

  private static final int FLOAT = 1;

  private final OnnxModel.Input input;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxArray> arrays = new HashMap<>();

  /** A graph that reads (N, 3, H, W) pictures under this name. */
  public OperatorGraph(String input) {
    this.input =
        new OnnxModel.Input(
            input, FLOAT, List.of(OnnxModel.OPEN, 3L, OnnxModel.OPEN, OnnxModel.OPEN));
  }

  /** Adds a constant and returns its name. */
  public String constant(String name, List<Long> shape, FloatBuffer values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.duplicate());
    arrays.put(name, new OnnxArray(name, FLOAT, shape, bytes, Optional.empty()));
    return name;
  }

  /** Whether a name is a constant's. */
  public boolean isConstant(String name) {
    return arrays.containsKey(name);
  }

  /**
   * Adds an operator.
   *
   * @param operator its ONNX type
   * @param output name of what it computes, and its own
   * @param inputs names of what it reads
   * @param integers attributes that are whole numbers
   * @param reals attributes that are real numbers
   */
  public void node(
      String operator,
      String output,
      List<String> inputs,
      Map<String, List<Long>> integers,
      Map<String, Float> reals) {
    Map<String, OnnxNode.Attribute> attributes = new HashMap<>();
    integers.forEach(
        (name, values) ->
            attributes.put(name, new OnnxNode.Attribute(values, 0, "", Optional.empty())));
    reals.forEach(
        (name, value) ->
            attributes.put(name, new OnnxNode.Attribute(List.of(), value, "", Optional.empty())));
    nodes.add(new OnnxNode(operator, output, inputs, List.of(output), attributes));
  }

  /** Adds an operator without attributes. */
  public void node(String operator, String output, String... inputs) {
    node(operator, output, List.of(inputs), Map.of(), Map.of());
  }

  OnnxModel model(String output) {
    return new OnnxModel(
        OPSET, List.copyOf(nodes), Map.copyOf(arrays), List.of(input), List.of(output));
  }
}
