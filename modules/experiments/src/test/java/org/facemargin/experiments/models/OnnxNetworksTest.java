package org.facemargin.experiments.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.OnnxSettings.Device;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.files.proto.ProtoMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which runtime runs an ONNX network, what is said of it, and that the numbers are the same. */
class OnnxNetworksTest {

  private static final int SIDE_PX = 32;
  private static final int DIMENSION = 16;
  private static final int CLASSES = 4;

  @TempDir Path folder;

  private static ModelCardFile card(int sidePx, int dimension) {
    ImageSpec image = ImageSpec.arcface(sidePx);
    return new ModelCardFile(
        new ModelCard("made up", image, "", "", dimension, FlipPolicy.NONE, "none", "a test"),
        TensorLayout.NCHW);
  }

  private Path exported(boolean unitOutput) {
    Path file = folder.resolve("model.onnx");
    ComputationGraph graph =
        Backbones.create("iresnet-tiny", new BackboneSettings(SIDE_PX, DIMENSION, 0.5), 3);
    OnnxExport.write(
        graph, ImageSpec.arcface(SIDE_PX), new ExportSettings(true, false, unitOutput), file);
    return file;
  }

  /** A matrix over one pixel, then a sigmoid, which our engine does not have. */
  private Path withSigmoid() throws IOException {
    ProtoMessage weight = new ProtoMessage().number(1, 3).number(1, CLASSES).number(2, 1);
    weight.text(8, "w").floats(9, FloatBuffer.wrap(new float[3 * CLASSES]));
    ProtoMessage graph =
        new ProtoMessage()
            .message(1, node("Flatten", "flat", "in"))
            .message(1, node("MatMul", "scores", "flat", "w"))
            .message(1, node("Sigmoid", "out", "scores"))
            .text(2, "by hand")
            .message(5, weight)
            .message(11, value("in", 1, 3, 1, 1))
            .message(12, value("out", 1, CLASSES));
    Path file = folder.resolve("sigmoid.onnx");
    try (OutputStream out = Files.newOutputStream(file)) {
      new ProtoMessage()
          .number(1, 7)
          .message(7, graph)
          .message(8, new ProtoMessage().text(1, "").number(2, 12))
          .writeTo(out);
    }
    return file;
  }

  private static ProtoMessage node(String operator, String output, String... inputs) {
    ProtoMessage node = new ProtoMessage();
    Arrays.stream(inputs).forEach(input -> node.text(1, input));
    return node.text(2, output).text(3, output).text(4, operator);
  }

  private static ProtoMessage value(String name, long... extents) {
    ProtoMessage shape = new ProtoMessage();
    Arrays.stream(extents)
        .forEach(extent -> shape.message(1, new ProtoMessage().number(1, extent)));
    ProtoMessage tensor = new ProtoMessage().number(1, 1).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  private static ModelSource open(Path file, ModelCardFile card, NetworkRuntime runtime) {
    return ModelSource.onnx(file, card, settings(Device.CPU), runtime);
  }

  private static OnnxSettings settings(Device device) {
    return new OnnxSettings(TensorLayout.NCHW, 8, 2, device);
  }

  @Test
  void autoTakesOurEngineWhereItComputesTheSame() {
    Path file = exported(true);
    ModelCardFile card = card(SIDE_PX, DIMENSION);
    ModelSource ours = open(file, card, NetworkRuntime.AUTO);
    ModelSource theirs = open(file, card, NetworkRuntime.ONNXRUNTIME);
    try (FaceEmbedder left = ours.embedder();
        FaceEmbedder right = theirs.embedder()) {
      assertThat(left).isNotInstanceOf(OnnxEmbedder.class);
      assertThat(right).isInstanceOf(OnnxEmbedder.class);
      assertThat(OnnxNetworks.difference(left, right)).isPositive().isLessThan(1e-5);
      assertThat(ours.facts().get("runs_in"))
          .startsWith(ours.execution().parts().get("engine"))
          .containsPattern("random pictures differ from ONNX Runtime's by \\d\\.\\de-0\\d\\)$");
      assertThat(theirs.facts().get("runs_in")).matches("ONNX Runtime [0-9.]+ on cpu");
      assertThat(ours.ingredients()).isNotEqualTo(theirs.ingredients());
    }
  }

  /** Else a cache would never be found again. */
  @ParameterizedTest
  @EnumSource(NetworkRuntime.class)
  void whatItIsMadeOfIsTheSameEachTime(NetworkRuntime runtime) {
    Path file = exported(false);
    ModelCardFile card = card(SIDE_PX, DIMENSION);
    ModelSource first = open(file, card, runtime);
    try (FaceEmbedder embedder = first.embedder()) {
      embedder.embed(new float[8 * embedder.imageSpec().valuesPerImage()], 8, new float[128], 0);
    }
    ModelSource second = open(file, card, runtime);
    second.embedder().close();
    assertThat(second.ingredients()).isEqualTo(first.ingredients());
    if (runtime != NetworkRuntime.ONNXRUNTIME) {
      ModelSource explicit = open(file, card, NetworkRuntime.ENGINE);
      explicit.embedder().close();
      assertThat(explicit.ingredients()).isEqualTo(first.ingredients());
    }
  }

  @Test
  void whatOurEngineCannotRunIsNamed() throws IOException {
    Path file = withSigmoid();
    ModelCardFile card = card(1, CLASSES);
    String reason = "Our engine cannot run sigmoid.onnx: Sigmoid 'out' is none of Add, ";
    assertThatThrownBy(() -> open(file, card, NetworkRuntime.ENGINE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(reason);
    ModelSource fallen = open(file, card, NetworkRuntime.AUTO);
    ModelSource asked = open(file, card, NetworkRuntime.ONNXRUNTIME);
    for (ModelSource source : List.of(fallen, asked)) {
      try (FaceEmbedder embedder = source.embedder()) {
        float[] embedding = new float[CLASSES];
        embedder.embed(new float[3], 1, embedding, 0);
        assertThat(embedding).containsOnly(0.5f);
      }
    }
    assertThat(fallen.facts().get("runs_in"))
        .matches("ONNX Runtime [0-9.]+ on cpu .*")
        .contains(" on cpu (" + reason);
    assertThat(fallen.ingredients()).isEqualTo(asked.ingredients());
  }

  /** A network others trained and exported, with a batch fixed at 1 there. */
  @Test
  @EnabledIfEnvironmentVariable(named = "FACEMARGIN_DATA", matches = ".+")
  void aForeignMobileFaceNetRunsOnOurEngine() {
    Path file = Path.of(System.getenv("FACEMARGIN_DATA"), "models", "foamliu_MobileFaceNet.onnx");
    assumeThat(file).exists();
    ModelSource source =
        open(file, ModelCardFile.find("foamliu-mobilefacenet"), NetworkRuntime.AUTO);
    try (FaceEmbedder embedder = source.embedder()) {
      assertThat(embedder).isNotInstanceOf(OnnxEmbedder.class);
      assertThat(embedder.maxBatch()).isEqualTo(8);
    }
  }

  @Test
  void ourEngineWorksOnTheProcessorOnly() {
    Path file = exported(false);
    ModelCardFile card = card(SIDE_PX, DIMENSION);
    assertThatThrownBy(
            () -> ModelSource.onnx(file, card, settings(Device.CUDA), NetworkRuntime.ENGINE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--device cuda was asked for");
  }
}
