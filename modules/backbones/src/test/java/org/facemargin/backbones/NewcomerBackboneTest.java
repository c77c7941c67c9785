package org.facemargin.backbones;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One new file, {@link NewcomerBackbone}, is all a new backbone needs. */
class NewcomerBackboneTest {

  private static final int COUNT = 3;

  @Test
  void theRegistryAndTheContractTestsFindIt() {
    assertThat(NamedRegistry.of(Backbone.class).names()).contains("newcomer");
    assertThat(BackboneContractTest.backbones()).extracting(Backbone::name).contains("newcomer");
  }

  private static float[] embeddings(ComputationGraph graph, String engine) {
    BackboneExecutor executor =
        NamedRegistry.of(BackboneEngine.class)
            .get(engine)
            .executor(graph, EngineOptions.SLOW_ALLOWED);
    try (executor) {
      FloatBuffer pictures = Floats.normal(COUNT * 3 * 32 * 32, 5);
      FloatBuffer found = Floats.direct(COUNT * executor.dimension());
      executor.forwardInference(pictures, COUNT, found);
      float[] values = new float[COUNT * executor.dimension()];
      found.get(0, values);
      return values;
    }
  }

  @Test
  void everyEngineRunsItToTheSameEmbeddings() {
    ComputationGraph graph = Backbones.create("newcomer", new BackboneSettings(32, 16, 1), 1);
    float[] reference = embeddings(graph, "nd4j");
    for (String engine : NamedRegistry.of(BackboneEngine.class).names()) {
      float[] values = embeddings(graph, engine);
      for (int i = 0; i < values.length; i++) {
        assertThat(Math.abs(values[i] - reference[i])).as(engine).isLessThan(1e-4f);
      }
    }
    graph.close();
  }

  @Test
  void itIsExported(@TempDir Path folder) {
    ComputationGraph graph = Backbones.create("newcomer", new BackboneSettings(32, 16, 1), 1);
    Path file = folder.resolve("newcomer.onnx");
    OnnxExport.write(graph, ImageSpec.arcface(32), ExportSettings.DEFAULT, file);
    assertThat(file).isNotEmptyFile();
    graph.close();
  }
}
