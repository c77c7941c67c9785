package org.facemargin.backbones.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.proto.ProtoMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files read back and run by our engines, against ONNX Runtime on the same file. */
class OnnxReadingTest {

  private static final int COUNT = 3;

  /** Channels, size and embedding of the networks made by hand. */
  private static final int CHANNELS = 8;

  private static final int SIDE_PX = 8;
  private static final int DIMENSION = 4;

  @TempDir Path folder;

  private static ModelCard card(ImageSpec image, int dimension) {
    return new ModelCard("test", image, "", "", dimension, FlipPolicy.NONE, "none", "made up");
  }

  private static final ModelCard SMALL = card(ImageSpec.arcface(SIDE_PX), DIMENSION);

  /** ‖ours - theirs‖ / ‖theirs‖ over a batch of random pictures. */
  private static double difference(Path file, ModelCard card, String engine) throws OrtException {
    OnnxReading.Network network = read(file, card);
    int values = COUNT * card.dimension();
    FloatBuffer pictures = Floats.normal((long) COUNT * card.image().valuesPerImage(), 9);
    FloatBuffer ours = Floats.direct(values);
    try (BackboneExecutor executor =
            NamedRegistry.of(BackboneEngine.class)
                .get(engine)
                .executor(network.graph(), EngineOptions.SLOW_ALLOWED);
        FaceEmbedder runtime = new InOnnxRuntime(file, card.image(), card.dimension())) {
      executor.forwardInference(pictures, COUNT, ours);
      float[] theirs = new float[values];
      runtime.embed(Floats.array(pictures), COUNT, theirs, 0);
      return distance(
          network.unitOutput() ? unit(Floats.array(ours), card.dimension()) : Floats.array(ours),
          theirs);
    } finally {
      network.graph().close();
    }
  }

  private static float[] unit(float[] rows, int length) {
    for (int from = 0; from < rows.length; from += length) {
      double sum = 0;
      for (int i = from; i < from + length; i++) {
        sum += (double) rows[i] * rows[i];
      }
      for (int i = from; i < from + length; i++) {
        rows[i] /= (float) Math.sqrt(sum);
      }
    }
    return rows;
  }

  private static double distance(float[] ours, float[] theirs) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < ours.length; i++) {
      difference += Math.pow((double) ours[i] - theirs[i], 2);
      size += (double) theirs[i] * theirs[i];
    }
    return Math.sqrt(difference / size);
  }

  private static OnnxReading.Network read(Path file, ModelCard card) {
    OnnxReading reading = OnnxReading.of(file, card);
    assertThat(reading).isInstanceOf(OnnxReading.Network.class);
    return (OnnxReading.Network) reading;
  }

  static Stream<Arguments> exports() {
    return Stream.of("iresnet-tiny", "mobilefacenet")
        .flatMap(
            name ->
                Stream.of(true, false)
                    .flatMap(
                        fold ->
                            Stream.of(true, false)
                                .map(
                                    ends ->
                                        Arguments.of(name, new ExportSettings(fold, ends, ends)))));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void whatWeExportWeReadBack(String backbone, ExportSettings settings) throws OrtException {
    Path file = folder.resolve("model.onnx");
    ComputationGraph graph = OnnxExportTest.graph(backbone);
    OnnxExport.write(graph, OnnxExportTest.IMAGE, settings, file);
    ModelCard card = card(OnnxExportTest.IMAGE, OnnxExportTest.DIMENSION);
    assertThat(difference(file, card, "onednn")).isLessThan(1e-5);
    assertThat(difference(file, card, "nd4j")).isLessThan(1e-5);
    if (!settings.foldBatchNorm() && !settings.pixelInput()) {
      sameParameters(read(file, card).graph(), graph);
    }
  }

  private static void sameParameters(ComputationGraph read, ComputationGraph written) {
    ParameterLayout layout = ParameterLayout.of(read);
    FloatBuffer values = read.params().data().asNioFloat();
    FloatBuffer expected = written.params().data().asNioFloat();
    assertThat(layout.length()).isEqualTo(expected.capacity());
    for (ParameterSegment segment : ParameterLayout.of(written).segments()) {
      ParameterSegment there = layout.segment("vertex." + segment.vertex(), segment.block().key());
      int length = (int) segment.length();
      assertThat(values.slice((int) there.offset(), length))
          .as(segment.name())
          .isEqualTo(expected.slice((int) segment.offset(), length));
    }
  }

  /** A network made by hand: a convolution with a bias, then what a test puts there. */
  private final class ByHand {
    private final OnnxGraph graph = new OnnxGraph();
    private String tip = "in";
    private int arrays;

    ByHand() {
      graph.input("in", 3, SIDE_PX, SIDE_PX);
    }

    String array(List<Long> shape, float... values) {
      long length = shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
      FloatBuffer all =
          values.length == length ? FloatBuffer.wrap(values) : Floats.normal(length, ++arrays);
      return graph.constant("array" + arrays++ + "." + shape, shape, all);
    }

    ByHand node(String operator, List<String> more, ProtoMessage... attributes) {
      String output = operator.toLowerCase(Locale.ROOT) + "." + arrays++;
      graph.node(
          operator, output, Stream.concat(Stream.of(tip), more.stream()).toList(), attributes);
      tip = output;
      return this;
    }

    ByHand convolution(int in, int out, int kernel, long padding, long group) {
      return node(
          "Conv",
          List.of(
              array(List.of((long) out, in / group, (long) kernel, (long) kernel)),
              array(List.of((long) out))),
          OnnxGraph.attribute("kernel_shape", List.of((long) kernel, (long) kernel)),
          OnnxGraph.attribute("pads", List.of(padding, padding, padding, padding)),
          OnnxGraph.attribute("group", group));
    }

    ByHand flatAndMatrix(int pixels) {
      node("Flatten", List.of());
      return node("MatMul", List.of(array(List.of((long) CHANNELS * pixels, (long) DIMENSION))));
    }

    Path write() {
      graph.node("Identity", "out", List.of(tip));
      graph.output("out", DIMENSION);
      Path file = folder.resolve("by-hand.onnx");
      try (var out = Files.newOutputStream(file)) {
        graph.model("by-hand", Map.of()).writeTo(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return file;
    }
  }

  private ByHand stem() {
    return new ByHand().convolution(3, CHANNELS, 3, 1, 1);
  }

  @Test
  void aBiasAndConstantsBesideChannelsAreRead() throws OrtException {
    ByHand network = stem();
    network.node("Sub", List.of(network.array(List.of(1L, 8L, 1L, 1L))));
    network.node("Mul", List.of(network.array(List.of(8L, 1L, 1L))));
    network.node("PRelu", List.of(network.array(List.of(1L, 8L, 1L, 1L))));
    network.node("Div", List.of(network.array(List.of(), 2.5f)));
    String branch = network.tip;
    network.convolution(CHANNELS, CHANNELS, 3, 1, CHANNELS).node("Relu", List.of());
    network.node("Add", List.of(branch)).flatAndMatrix(SIDE_PX * SIDE_PX);
    network.node("Add", List.of(network.array(List.of((long) DIMENSION))));
    Path file = network.write();
    assertThat(difference(file, SMALL, "onednn")).isLessThan(1e-5);
    assertThat(difference(file, SMALL, "nd4j")).isLessThan(1e-5);
  }

  /** ReLU6, which foreign MobileFaceNets have, and a bound left out; written and read again. */
  @Test
  void clippingIsRead() throws OrtException {
    ByHand network = stem();
    List<Long> scalar = List.of();
    network.node("Clip", List.of(network.array(scalar, 0), network.array(scalar, 0.6f)));
    network.convolution(CHANNELS, CHANNELS, 3, 1, 1);
    network.node("Clip", List.of(network.array(scalar, -0.5f))).flatAndMatrix(64);
    Path file = network.write();
    assertThat(difference(file, SMALL, "onednn")).isLessThan(1e-5);
    assertThat(difference(file, SMALL, "nd4j")).isLessThan(1e-5);
    Path again = folder.resolve("again.onnx");
    OnnxExport.write(read(file, SMALL).graph(), SMALL.image(), ExportSettings.DEFAULT, again);
    assertThat(difference(again, SMALL, "onednn")).isLessThan(1e-5);
  }

  /** x.view(x.size(0), -1) and x / x.norm(dim=1), as PyTorch writes them. */
  @Test
  void aComputedFlatteningAndANormAreRecognised() throws OrtException {
    ByHand network = stem();
    OnnxGraph graph = network.graph;
    graph.node("Shape", "shape", List.of(network.tip));
    graph.node("Constant", "first", List.of(), integer(0));
    graph.node("Constant", "rest", List.of(), integer(-1, 1L));
    graph.node("Gather", "extent", List.of("shape", "first"), OnnxGraph.attribute("axis", 0L));
    graph.node("Unsqueeze", "batch", List.of("extent"), OnnxGraph.attribute("axes", List.of(0L)));
    graph.node("Concat", "rows", List.of("batch", "rest"), OnnxGraph.attribute("axis", 0L));
    network.node("Reshape", List.of("rows"));
    network.node("MatMul", List.of(network.array(List.of(64L * CHANNELS, (long) DIMENSION))));
    graph.node(
        "ReduceL2", "length", List.of(network.tip), OnnxGraph.attribute("axes", List.of(1L)));
    network.node("Div", List.of("length"));
    Path file = network.write();
    assertThat(read(file, SMALL).unitOutput()).isTrue();
    assertThat(difference(file, SMALL, "onednn")).isLessThan(1e-5);
  }

  private static ProtoMessage integer(long value, Long... shape) {
    ProtoMessage tensor = new ProtoMessage();
    Arrays.stream(shape).forEach(extent -> tensor.number(1, extent));
    tensor.number(2, 7).number(7, value);
    return new ProtoMessage().text(1, "value").message(5, tensor).number(20, 4);
  }

  @Test
  void anAsideIsNoPicture() {
    ByHand network = stem();
    network.node("Concat", List.of(network.tip), OnnxGraph.attribute("axis", 1L));
    assertThat(OnnxReading.of(network.flatAndMatrix(128).write(), SMALL))
        .isInstanceOfSatisfying(
            OnnxReading.Unsupported.class,
            unsupported ->
                assertThat(unsupported.reason())
                    .startsWith("Concat 'concat.")
                    .contains("is understood in the shape"));
  }

  /** Inference adds in place where it may: not where the convolution reads what it is added to. */
  @Test
  void aConvolutionMayBeAddedToItsOwnInput() throws OrtException {
    ByHand network = stem();
    for (int i = 0; i < 2; i++) {
      String input = network.tip;
      network.convolution(CHANNELS, CHANNELS, 3, 1, 1).node("Add", List.of(input));
    }
    Path file = network.flatAndMatrix(SIDE_PX * SIDE_PX).write();
    assertThat(difference(file, SMALL, "onednn")).isLessThan(1e-5);
  }

  /** Pooling, a subsampled shortcut, a last convolution of one pixel. */
  @Test
  void poolingAndConvolutionsOfOnePixelAreRead() throws OrtException {
    ByHand network = stem();
    List<Long> two = List.of(2L, 2L);
    network.node(
        "MaxPool",
        List.of(),
        OnnxGraph.attribute("kernel_shape", List.of(1L, 1L)),
        OnnxGraph.attribute("strides", two));
    network.node("LeakyRelu", List.of(), OnnxGraph.attribute("alpha", 0.2f));
    network.node("GlobalAveragePool", List.of());
    network.convolution(CHANNELS, DIMENSION, 1, 0, 1).node("Flatten", List.of());
    assertThat(difference(network.write(), SMALL, "onednn")).isLessThan(1e-5);
  }

  /** A depthwise convolution may be the last layer: its channels are no whole block. */
  @Test
  void anEmbeddingMayBeAPictureOfOnePixel() throws OrtException {
    ByHand network =
        new ByHand()
            .convolution(3, 12, 3, 1, 1)
            .convolution(12, 12, SIDE_PX, 0, 12)
            .node("Flatten", List.of());
    Path file = network.write();
    ModelCard twelve = card(ImageSpec.arcface(SIDE_PX), 12);
    assertThat(difference(file, twelve, "onednn")).isLessThan(1e-5);
  }

  @Test
  void anUnknownOperatorIsNamed() {
    ByHand network = stem().node("Softmax", List.of()).flatAndMatrix(SIDE_PX * SIDE_PX);
    assertThat(OnnxReading.of(network.write(), SMALL))
        .isInstanceOfSatisfying(
            OnnxReading.Unsupported.class,
            unsupported ->
                assertThat(unsupported.reason())
                    .startsWith("Softmax 'softmax.")
                    .contains("is none of Add, BatchNormalization,"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, CHANNELS / 2})
  void groupsThatAreNoChannelsAreNamed(int groups) {
    ByHand network = stem().convolution(CHANNELS, CHANNELS, 3, 1, groups).flatAndMatrix(64);
    assertThat(OnnxReading.of(network.write(), SMALL))
        .isInstanceOfSatisfying(
            OnnxReading.Unsupported.class,
            unsupported ->
                assertThat(unsupported.reason()).contains("has " + groups + " groups, expected 1"));
  }

  @Test
  void pictureSizeAndDimensionAreHeldAgainstTheCard() {
    Path file = stem().flatAndMatrix(SIDE_PX * SIDE_PX).write();
    assertThat(OnnxReading.of(file, card(ImageSpec.arcface(SIDE_PX), DIMENSION + 1)))
        .isInstanceOfSatisfying(
            OnnxReading.Unsupported.class,
            unsupported -> assertThat(unsupported.reason()).contains("the card says 5"));
    assertThat(OnnxReading.of(file, card(ImageSpec.arcface(9), DIMENSION)))
        .isInstanceOfSatisfying(
            OnnxReading.Unsupported.class,
            unsupported -> assertThat(unsupported.reason()).contains("(N, 3, 9, 9)"));
  }

  /** float_data instead of raw bytes: packed, and one field a value as old writers did. */
  @Test
  void floatsMayComeAsFields() {
    ProtoMessage packed =
        new ProtoMessage()
            .number(1, 2)
            .number(2, 1)
            .floats(4, FloatBuffer.wrap(new float[] {1, -2}))
            .text(8, "packed");
    ProtoMessage single =
        new ProtoMessage().number(1, 2).number(2, 1).real(4, 3).real(4, 4).text(8, "single");
    OnnxModel model =
        OnnxModel.read(write(new ProtoMessage().message(5, packed).message(5, single)));
    assertThat(values(model, "packed")).containsExactly(1, -2);
    assertThat(values(model, "single")).containsExactly(3, 4);
  }

  private static float[] values(OnnxModel model, String name) {
    FloatBuffer floats = model.arrays().get(name).floats();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  private Path write(ProtoMessage graph) {
    Path file = folder.resolve("graph.onnx");
    try (var out = Files.newOutputStream(file)) {
      new ProtoMessage().number(1, 7).message(7, graph).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  @Test
  void tooFewValuesAreFoundOut() {
    ProtoMessage array =
        new ProtoMessage()
            .number(1, 3)
            .number(2, 1)
            .text(8, "short")
            .floats(9, FloatBuffer.wrap(new float[2]));
    assertThatThrownBy(() -> OnnxModel.read(write(new ProtoMessage().message(5, array))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("graph.onnx, byte ")
        .hasMessageContaining("array 'short' has the shape [3], which is 3 values, and 2 values");
  }

  @Test
  void aCutOrForeignFileIsFoundOutWithItsPlace() throws IOException {
    Path file = stem().flatAndMatrix(SIDE_PX * SIDE_PX).write();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> OnnxReading.of(file, SMALL))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("by-hand.onnx, byte ")
        .hasMessageContaining("bytes, ");
    Files.writeString(file, "schema: run/1\n");
    assertThatThrownBy(() -> OnnxReading.of(file, SMALL)).isInstanceOf(DataException.class);
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> OnnxReading.of(file, SMALL))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no ONNX model");
    assertThatThrownBy(() -> OnnxReading.of(folder.resolve("none.onnx"), SMALL))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("There is no file");
  }
}
