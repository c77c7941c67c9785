package org.facemargin.experiments.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.OnnxSettings.Device;
import org.facemargin.evaluation.onnx.TensorLayout;
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
  private static final int THREADS = 4;
  private static final int ROUNDS = 20;
  private static final int PIXELS = 64;

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
    return new HandMadeOnnx()
        .array("w", new float[3 * CLASSES], 3, CLASSES)
        .node("Flatten", "flat", "in")
        .node("MatMul", "scores", "flat", "w")
        .node("Sigmoid", "out", "scores")
        .input("in", 1, 3, 1, 1)
        .output("out", 1, CLASSES)
        .write(folder.resolve("sigmoid.onnx"));
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
  void aNetworkOfLumaRunsAndTwoInputsAreRefused() throws IOException {
    Path luma =
        new HandMadeOnnx()
            .node("Flatten", "out", "in")
            .input("in", 0, 1, 2, 2)
            .output("out", 0, 4)
            .write(folder.resolve("luma.onnx"));
    ImageSpec gray =
        new ImageSpec(2, 2, ColorOrder.GRAY, new double[] {0}, new double[] {1 / 255.0});
    ModelCardFile card =
        new ModelCardFile(
            new ModelCard("luma", gray, "", "", 4, FlipPolicy.NONE, "none", "a test"),
            TensorLayout.NCHW);
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 9, 9, 9};
    for (NetworkRuntime runtime : List.of(NetworkRuntime.AUTO, NetworkRuntime.ONNXRUNTIME)) {
      try (FaceEmbedder network = open(luma, card, runtime).embedder()) {
        float[] input = new float[4];
        network.imageSpec().write(new FaceImage(2, 2, rgb), false, input, 0);
        float[] embedding = new float[4];
        network.embed(input, 1, embedding, 0);
        // 0.299, 0.587 and 0.114 of 255, rounded
        assertThat(embedding).usingComparatorWithPrecision(1e-4f).containsExactly(76, 150, 29, 9);
      }
    }
    assertThatThrownBy(() -> open(luma, card, NetworkRuntime.ENGINE))
        .hasMessageContaining("one plane (gray)");
    Path two =
        new HandMadeOnnx()
            .node("Add", "sum", "photo", "landmarks")
            .node("Flatten", "out", "sum")
            .input("photo", 1, 3, 2, 2)
            .input("landmarks", 1, 3, 2, 2)
            .output("out", 1, 12)
            .write(folder.resolve("two.onnx"));
    assertThatThrownBy(() -> open(two, card(2, 12), NetworkRuntime.AUTO))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("takes 2 inputs [photo, landmarks], expected one");
  }

  /**
   * Pixels are rounded down and looked up in a table of one row: a white one is out of range, so
   * that a pass fails in one of several threads while others run. The first error is told, the
   * network can be used again at once, and closed under nobody.
   */
  @Test
  void aPassThatFailsBesideOthersIsAnErrorEachTime() throws IOException {
    Path file =
        new HandMadeOnnx()
            .array("table", new float[] {1}, 1)
            .node("Cast", "to", 7, "whole", "in")
            .node("Gather", "axis", 0, "looked_up", "table", "whole")
            .node("Flatten", "out", "looked_up")
            .input("in", 0, 3, 1, 1)
            .output("out", 0, 3)
            .write(folder.resolve("lookup.onnx"));
    ImageSpec image = new ImageSpec(1, 1, ColorOrder.RGB, new double[3], new double[] {1, 1, 1});
    ModelCardFile card =
        new ModelCardFile(
            new ModelCard("lookup", image, "", "", 3, FlipPolicy.NONE, "none", "a test"),
            TensorLayout.NCHW);
    EmbeddingExtractor extractor = new EmbeddingExtractor(1, THREADS);
    for (int round = 0; round < ROUNDS; round++) {
      OnnxSettings settings = new OnnxSettings(TensorLayout.NCHW, 1, THREADS, Device.CPU);
      try (FaceEmbedder network =
          ModelSource.onnx(file, card, settings, NetworkRuntime.ONNXRUNTIME).embedder()) {
        assertThatThrownBy(() -> extractor.extract(network, pixels(true), false, Progress.SILENT))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("ONNX Runtime failed on 'lookup'");
        assertThat(extractor.extract(network, pixels(false), false, Progress.SILENT).values())
            .containsOnly(1);
      }
    }
  }

  /** Black pictures of one pixel, some of them white where asked for. */
  private static FaceImageSource pixels(boolean white) {
    return new FaceImageSource() {
      @Override
      public int size() {
        return PIXELS;
      }

      @Override
      public String nameOf(int index) {
        return "pixel " + index;
      }

      @Override
      public FaceImage read(int index) {
        byte value = (byte) (white && index % 7 == 5 ? 255 : 0);
        return new FaceImage(1, 1, new byte[] {value, value, value});
      }
    };
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
