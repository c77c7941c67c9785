package org.facemargin.backbones.onnx;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.facemargin.files.proto.ProtoMessage;

/**
 * An ONNX graph being put together. Field numbers are those of {@code onnx.proto} (ONNX 1.x); IR
 * version 7 and operator set 12, which ONNX Runtime, OpenCV and most others read.
 */
final class OnnxGraph {

  /** ONNX IR version. */
  static final int IR_VERSION = 7;

  /** Version of the default operator set. */
  static final int OPSET = 12;

  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;
  private static final String BATCH = "batch";

  private final ProtoMessage graph = new ProtoMessage();

  /** An attribute holding one integer. */
  static ProtoMessage attribute(String name, long value) {
    return new ProtoMessage().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  /** An attribute holding one float. */
  static ProtoMessage attribute(String name, float value) {
    return new ProtoMessage().text(1, name).real(2, value).number(20, ATTRIBUTE_FLOAT);
  }

  /** An attribute holding integers. */
  static ProtoMessage attribute(String name, List<Long> values) {
    ProtoMessage attribute = new ProtoMessage().text(1, name);
    values.forEach(value -> attribute.number(8, value));
    return attribute.number(20, ATTRIBUTE_INTS);
  }

  /** Adds an operator with one output, which gives it its name. */
  void node(String operator, String output, List<String> inputs, ProtoMessage... attributes) {
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    for (ProtoMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  /** Adds a constant array and returns its name. */
  String constant(String name, List<Long> shape, FloatBuffer values) {
    ProtoMessage tensor = new ProtoMessage();
    shape.forEach(extent -> tensor.number(1, extent));
    graph.message(5, tensor.number(2, FLOAT).text(8, name).floats(9, values));
    return name;
  }

  /** Declares the input, (batch, …). */
  void input(String name, long... extents) {
    graph.message(11, value(name, extents));
  }

  /** Declares the output, (batch, …). */
  void output(String name, long... extents) {
    graph.message(12, value(name, extents));
  }

  private static ProtoMessage value(String name, long... extents) {
    ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, BATCH));
    for (long extent : extents) {
      shape.message(1, new ProtoMessage().number(1, extent));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /**
   * The whole file.
   *
   * @param name name of the graph
   * @param metadata texts kept in the file
   */
  ProtoMessage model(String name, Map<String, String> metadata) {
    ProtoMessage model =
        new ProtoMessage()
            .number(1, IR_VERSION)
            .text(2, "FaceMargin")
            .message(7, graph.text(2, name))
            .message(8, new ProtoMessage().text(1, "").number(2, OPSET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtoMessage().text(1, key).text(2, value)));
    return model;
  }
}
