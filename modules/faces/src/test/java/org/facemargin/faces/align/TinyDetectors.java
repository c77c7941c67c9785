package org.facemargin.faces.align;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.files.proto.ProtoMessage;

/**
 * ONNX networks that have the outputs of real detectors and a content that is easily reckoned: each
 * output is a 1x1 convolution that looks at the upper left pixel of each cell. All numbers are
 * biases, but for one: the score of one anchor of one stride, which rises with red.
 */
final class TinyDetectors {

  private final int red;
  private final ProtoMessage graph = new ProtoMessage().text(2, "tiny");
  private int names;

  private TinyDetectors(int red) {
    this.red = red;
  }

  /** A bias for each channel, and how the channels depend on red. */
  record Maps(int stride, float[] biases, float[] ofRed) {}

  private String name() {
    return "v" + names++;
  }

  private String weights(float[] values, int... sides) {
    String name = name();
    ProtoMessage tensor = new ProtoMessage();
    for (int side : sides) {
      tensor.number(1, side);
    }
    tensor.number(2, 1).floats(4, FloatBuffer.wrap(values)).text(8, name);
    graph.message(5, tensor);
    return name;
  }

  private String sides(int... values) {
    String name = name();
    ProtoMessage tensor = new ProtoMessage().number(1, values.length).number(2, 7);
    for (int value : values) {
      tensor.number(7, value);
    }
    graph.message(5, tensor.text(8, name));
    return name;
  }

  private String node(String type, List<String> inputs, ProtoMessage... attributes) {
    String name = name();
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, name).text(3, "n" + name).text(4, type);
    for (ProtoMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
    return name;
  }

  private static ProtoMessage integers(String name, int... values) {
    ProtoMessage attribute = new ProtoMessage().text(1, name);
    for (int value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  private static ProtoMessage integer(String name, int value) {
    return new ProtoMessage().text(1, name).number(3, value).number(20, 2);
  }

  /** (1, channels, height / stride, width / stride). */
  private String maps(Maps maps) {
    int channels = maps.biases().length;
    float[] kernel = new float[3 * channels];
    for (int i = 0; i < channels; i++) {
      kernel[3 * i + red] = maps.ofRed()[i];
    }
    return node(
        "Conv",
        List.of("picture", weights(kernel, channels, 3, 1, 1), weights(maps.biases(), channels)),
        integers("kernel_shape", 1, 1),
        integers("strides", maps.stride(), maps.stride()));
  }

  /** Rows of {@code side} numbers, cell by cell. */
  private String rows(Maps maps, int... shape) {
    String last = node("Transpose", List.of(maps(maps)), integers("perm", 0, 2, 3, 1));
    return node("Reshape", List.of(last, sides(shape)));
  }

  private void output(String value, int rank) {
    ProtoMessage shape = new ProtoMessage();
    for (int i = 0; i < rank; i++) {
      shape.message(1, new ProtoMessage().text(2, String.format(Locale.ROOT, "d%d", i)));
    }
    graph.message(12, info(value, shape));
  }

  private static ProtoMessage info(String name, ProtoMessage shape) {
    ProtoMessage tensor = new ProtoMessage().number(1, 1).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  private static Maps constant(int stride, float... biases) {
    return new Maps(stride, biases, new float[biases.length]);
  }

  private static float[] repeated(float[] values, int times) {
    float[] all = new float[times * values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  /**
   * SCRFD's nine outputs; anchor 0 of stride 16 has the score {@code 0.45 + 0.45 r}, r being red in
   * [-1, 1], all else has 0.
   */
  static TinyDetectors scrfd(float[] box, float[] points) {
    TinyDetectors tiny = new TinyDetectors(0);
    for (int[] kind : new int[][] {{1}, {4}, {10}}) {
      for (int stride : new int[] {8, 16, 32}) {
        Maps maps =
            switch (kind[0]) {
              case 1 ->
                  stride == 16
                      ? new Maps(stride, new float[] {.45f, 0}, new float[] {.45f, 0})
                      : constant(stride, 0, 0);
              case 4 -> constant(stride, repeated(box, 2));
              default -> constant(stride, repeated(points, 2));
            };
        tiny.output(tiny.rows(maps, -1, kind[0]), 2);
      }
    }
    return tiny;
  }

  /**
   * The PyTorch RetinaFace's three outputs; the larger prior of stride 16 has the score {@code (red
   * + 123) / 256}, red being less its mean 123 and last of three channels.
   */
  static TinyDetectors retinaFace(float[] box, float[] points) {
    TinyDetectors tiny = new TinyDetectors(2);
    for (int side : new int[] {4, 2, 10}) {
      List<String> all = new ArrayList<>();
      for (int stride : new int[] {8, 16, 32}) {
        float[] biases =
            side == 2 ? new float[] {1, 0, 1, 0} : repeated(side == 4 ? box : points, 2);
        float[] ofRed = new float[biases.length];
        if (side == 2 && stride == 16) {
          biases[2] = 1 - 123 / 256f;
          biases[3] = 123 / 256f;
          ofRed[2] = -1 / 256f;
          ofRed[3] = 1 / 256f;
        }
        all.add(tiny.rows(new Maps(stride, biases, ofRed), 1, -1, side));
      }
      tiny.output(tiny.node("Concat", all, integer("axis", 1)), 3);
    }
    return tiny;
  }

  /** insightface's nine maps; anchor 1 of stride 8 has the score {@code red / 256}. */
  static TinyDetectors retinaFaceMaps(float[] box, float[] points) {
    TinyDetectors tiny = new TinyDetectors(0);
    for (int stride : new int[] {32, 16, 8}) {
      float[] ofRed = {0, 0, 0, stride == 8 ? 1 / 256f : 0};
      tiny.output(tiny.maps(new Maps(stride, new float[] {1, 1, 0, 0}, ofRed)), 4);
      tiny.output(tiny.maps(constant(stride, repeated(box, 2))), 4);
      tiny.output(tiny.maps(constant(stride, repeated(points, 2))), 4);
    }
    return tiny;
  }

  /** A network of another kind: one output. */
  static TinyDetectors other() {
    TinyDetectors tiny = new TinyDetectors(0);
    tiny.output(tiny.maps(constant(16, 1, 2)), 4);
    return tiny;
  }

  /**
   * Writes the network.
   *
   * @param sidePx width and height of its input; 0 leaves them open
   */
  Path write(Path file, int sidePx) throws IOException {
    ProtoMessage shape = new ProtoMessage();
    shape.message(1, new ProtoMessage().number(1, 1)).message(1, new ProtoMessage().number(1, 3));
    for (int i = 0; i < 2; i++) {
      ProtoMessage open = new ProtoMessage().text(2, "side");
      shape.message(1, sidePx == 0 ? open : new ProtoMessage().number(1, sidePx));
    }
    graph.message(11, info("picture", shape));
    ProtoMessage model =
        new ProtoMessage()
            .number(1, 8)
            .message(8, new ProtoMessage().text(1, "").number(2, 13))
            .message(7, graph);
    try (OutputStream out = Files.newOutputStream(file)) {
      model.writeTo(out);
    }
    return file;
  }
}
