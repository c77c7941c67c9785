package org.facemargin.backbones.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.backbones.IResNetGraph;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported files in ONNX Runtime against our own forward pass. */
class OnnxExportTest {

  static final int SIZE_PX = 32;
  static final int DIMENSION = 16;
  static final ImageSpec IMAGE =
      new ImageSpec(
          SIZE_PX,
          SIZE_PX,
          ColorOrder.RGB,
          new double[] {0.4, 0.5, 0.6},
          new double[] {0.5, 0.25, 0.3});

  @TempDir Path folder;

  /** A graph whose batch normalisations have seen something, so that folding is not trivial. */
  static ComputationGraph graph(String name) {
    ComputationGraph graph =
        Backbones.create(name, new BackboneSettings(SIZE_PX, DIMENSION, 0.5), 3);
    try (BackboneExecutor executor = executor(graph)) {
      FloatBuffer pictures = Floats.normal(4 * IMAGE.valuesPerImage(), 1);
      executor.forwardTraining(pictures, 4, Floats.direct(4 * DIMENSION));
      FloatBuffer parameters = executor.parameters();
      FloatBuffer noise = Floats.normal(parameters.capacity(), 2);
      for (int i = 0; i < parameters.capacity(); i++) {
        parameters.put(i, parameters.get(i) * (1 + 0.05f * noise.get(i)));
      }
    }
    return graph;
  }

  private static BackboneExecutor executor(ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get("onednn")
        .executor(graph, EngineOptions.SLOW_ALLOWED);
  }

  private static FaceEmbedder original(ComputationGraph graph) {
    return new GraphEmbedder(executor(graph), BackboneShape.of(graph), IMAGE, 8);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("iresnet-tiny", new ExportSettings(true, false, false)),
        Arguments.of("iresnet-tiny", new ExportSettings(false, false, false)),
        Arguments.of("iresnet-tiny", new ExportSettings(true, true, true)),
        Arguments.of("mobilefacenet", new ExportSettings(true, false, false)),
        Arguments.of("mobilefacenet", new ExportSettings(false, true, false)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onnxRuntimeAgreesToOneInAHundredThousand(String backbone, ExportSettings settings)
      throws OrtException {
    Path file = folder.resolve("model.onnx");
    ComputationGraph graph = graph(backbone);
    OnnxExport.write(graph, IMAGE, settings, file);
    try (FaceEmbedder original = original(graph);
        InOnnxRuntime exported = new InOnnxRuntime(file, IMAGE, DIMENSION)) {
      double difference = ExportEquality.check(original, exported, settings);
      assertThat(difference).isPositive().isLessThan(1e-5);
      assertThat(exported.inputShape()).containsExactly(-1, 3, SIZE_PX, SIZE_PX);
      assertThat(exported.metadata("mean")).isEqualTo("0.4, 0.5, 0.6");
    }
  }

  /** Blocks of AdaFace's IR-SE networks of bottlenecks, which no backbone of ours has. */
  @Test
  void squeezeAndExcitationIsWritten() throws OrtException {
    IResNetGraph.Variant variant =
        new IResNetGraph.Variant(1e-5, false, true, true, IResNetGraph.Unit.BOTTLENECK, 4);
    ComputationGraph graph =
        new ComputationGraph(
            new IResNetGraph(List.of(1, 2), List.of(32, 48), variant)
                .configuration(new BackboneSettings(SIZE_PX, DIMENSION, 1), 3));
    graph.init();
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(graph, IMAGE, ExportSettings.DEFAULT, file);
    try (FaceEmbedder original = original(graph);
        InOnnxRuntime exported = new InOnnxRuntime(file, IMAGE, DIMENSION)) {
      assertThat(ExportEquality.check(original, exported, ExportSettings.DEFAULT)).isLessThan(1e-5);
    }
  }

  @Test
  void aWrongFileIsFoundOut() throws OrtException {
    Path file = folder.resolve("model.onnx");
    ComputationGraph graph = graph("iresnet-tiny");
    OnnxExport.write(graph, IMAGE, ExportSettings.DEFAULT, file);
    FloatBuffer parameters = graph.params().data().asNioFloat();
    parameters.put(5, parameters.get(5) + 0.01f);
    try (FaceEmbedder original = original(graph);
        InOnnxRuntime exported = new InOnnxRuntime(file, IMAGE, DIMENSION)) {
      assertThatThrownBy(() -> ExportEquality.check(original, exported, ExportSettings.DEFAULT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("differs from the original");
    }
  }
}
