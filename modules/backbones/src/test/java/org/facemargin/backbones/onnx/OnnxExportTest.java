package org.facemargin.backbones.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported files in ONNX Runtime against our own forward pass. */
class OnnxExportTest {

  private static final int SIZE_PX = 32;
  private static final int DIMENSION = 16;
  private static final ImageSpec IMAGE =
      new ImageSpec(
          SIZE_PX,
          SIZE_PX,
          ColorOrder.RGB,
          new double[] {0.4, 0.5, 0.6},
          new double[] {0.5, 0.25, 0.3});

  @TempDir Path folder;

  /** A graph whose batch normalisations have seen something, so that folding is not trivial. */
  private static ComputationGraph graph(String name) {
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
    return Backbones.engines().get("onednn").executor(graph, EngineOptions.SLOW_ALLOWED);
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
        Exported exported = new Exported(file)) {
      double difference = ExportEquality.check(original, exported, settings);
      assertThat(difference).isPositive().isLessThan(1e-5);
      assertThat(exported.inputShape()).containsExactly(-1, 3, SIZE_PX, SIZE_PX);
      assertThat(exported.metadata("mean")).isEqualTo("0.4, 0.5, 0.6");
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
        Exported exported = new Exported(file)) {
      assertThatThrownBy(() -> ExportEquality.check(original, exported, ExportSettings.DEFAULT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("differs from the original");
    }
  }

  /** An ONNX file in ONNX Runtime. */
  private static final class Exported implements FaceEmbedder {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    Exported(Path file) throws OrtException {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        session = environment.createSession(file.toString(), options);
      }
    }

    long[] inputShape() throws OrtException {
      return ((TensorInfo) session.getInputInfo().get(OnnxExport.INPUT).getInfo()).getShape();
    }

    String metadata(String key) throws OrtException {
      return session.getMetadata().getCustomMetadataValue(key).orElseThrow();
    }

    @Override
    public ImageSpec imageSpec() {
      return IMAGE;
    }

    @Override
    public int dimension() {
      return DIMENSION;
    }

    @Override
    public int maxBatch() {
      return 8;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      long[] shape = {count, 3, SIZE_PX, SIZE_PX};
      FloatBuffer values = FloatBuffer.wrap(inputs, 0, count * IMAGE.valuesPerImage());
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
          OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, tensor))) {
        float[][] rows = (float[][]) result.get(0).getValue();
        for (int i = 0; i < count; i++) {
          System.arraycopy(rows[i], 0, embeddings, offset + i * DIMENSION, DIMENSION);
        }
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
