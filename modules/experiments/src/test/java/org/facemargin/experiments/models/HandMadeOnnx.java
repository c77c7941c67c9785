package org.facemargin.experiments.models;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.facemargin.files.proto.ProtoMessage;

/** A small ONNX network, put together field by field as onnx.proto numbers them. */
public final class HandMadeOnnx {

  private static final int FLOAT = 1;

  private final ProtoMessage graph = new ProtoMessage();

  /** An operator with one output. */
  public HandMadeOnnx node(String operator, String output, String... inputs) {
    graph.message(1, operator(operator, output, inputs));
    return this;
  }

  /** An operator with one output and a whole number as attribute. */
  public HandMadeOnnx node(
      String operator, String attribute, long value, String output, String... inputs) {
    ProtoMessage number = new ProtoMessage().text(1, attribute).number(3, value).number(20, 2);
    graph.message(1, operator(operator, output, inputs).message(5, number));
    return this;
  }

  private static ProtoMessage operator(String operator, String output, String... inputs) {
    ProtoMessage node = new ProtoMessage();
    Arrays.stream(inputs).forEach(input -> node.text(1, input));
    return node.text(2, output).text(3, output).text(4, operator);
  }

  /** Constant numbers. */
  public HandMadeOnnx array(String name, float[] values, long... shape) {
    ProtoMessage array = new ProtoMessage();
    Arrays.stream(shape).forEach(extent -> array.number(1, extent));
    graph.message(5, array.number(2, FLOAT).text(8, name).floats(9, FloatBuffer.wrap(values)));
    return this;
  }

  /** An input; an extent below 1 is left open. */
  public HandMadeOnnx input(String name, long... extents) {
    graph.message(11, value(name, extents));
    return this;
  }

  /** An output. */
  public HandMadeOnnx output(String name, long... extents) {
    graph.message(12, value(name, extents));
    return this;
  }

  private static ProtoMessage value(String name, long... extents) {
    ProtoMessage shape = new ProtoMessage();
    Arrays.stream(extents)
        .forEach(
            extent ->
                shape.message(
                    1,
                    extent > 0
                        ? new ProtoMessage().number(1, extent)
                        : new ProtoMessage().text(2, "N")));
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /** Writes the file. */
  public Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      new ProtoMessage()
          .number(1, 7)
          .message(7, graph.text(2, "by hand"))
          .message(8, new ProtoMessage().text(1, "").number(2, 12))
          .writeTo(out);
    }
    return file;
  }
}
