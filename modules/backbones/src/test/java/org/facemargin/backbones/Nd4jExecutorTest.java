package org.facemargin.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reference executor against DL4J's own machinery, which walks the same layers in its own way.
 */
class Nd4jExecutorTest {

  private static final int COUNT = 2;
  private static final int SIZE_PX = 24;
  private static final int DIMENSION = 16;

  private static ComputationGraph graph(String name) {
    return Backbones.create(name, new BackboneSettings(SIZE_PX, DIMENSION, 0.5), 7);
  }

  private static BackboneExecutor executor(ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get("nd4j")
        .executor(graph, EngineOptions.SLOW_ALLOWED);
  }

  private static FloatBuffer pictures() {
    return Floats.normal(COUNT * 3 * SIZE_PX * SIZE_PX, 3);
  }

  private static INDArray asArray(FloatBuffer buffer, long... shape) {
    return Nd4j.create(Floats.array(buffer), shape);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iresnet-tiny", "mobilefacenet"})
  void agreesWithDl4j(String name) {
    ComputationGraph ours = graph(name);
    ComputationGraph theirs = ours.clone();
    FloatBuffer embeddings = Floats.direct(COUNT * DIMENSION);
    FloatBuffer gradient = Floats.direct(ours.numParams());
    FloatBuffer seed = Floats.normal(COUNT * DIMENSION, 5);
    try (BackboneExecutor executor = executor(ours)) {
      executor.forwardTraining(pictures(), COUNT, embeddings);
      executor.backward(seed, gradient);
    }
    INDArray input = asArray(pictures(), COUNT, 3, SIZE_PX, SIZE_PX);
    INDArray expected = theirs.feedForward(new INDArray[] {input}, true, false).get("embedding");
    theirs.backpropGradient(asArray(seed, COUNT, DIMENSION));

    assertThat(Floats.array(embeddings)).containsExactly(expected.data().asFloat());
    assertThat(Floats.array(gradient))
        .containsExactly(theirs.getFlattenedGradients().data().asFloat());
    // the running statistics moved alike
    assertThat(ours.params().data().asFloat()).containsExactly(theirs.params().data().asFloat());
  }

  @ParameterizedTest
  @ValueSource(strings = "iresnet-tiny")
  void inferenceUsesRunningStatisticsAndLeavesThem(String name) {
    ComputationGraph graph = graph(name);
    FloatBuffer embeddings = Floats.direct(COUNT * DIMENSION);
    try (BackboneExecutor executor = executor(graph)) {
      executor.forwardTraining(pictures(), COUNT, embeddings);
      float[] before = graph.params().data().asFloat();
      executor.forwardInference(pictures(), COUNT, embeddings);
      assertThat(graph.params().data().asFloat()).containsExactly(before);
    }
    INDArray expected = graph.output(asArray(pictures(), COUNT, 3, SIZE_PX, SIZE_PX))[0];
    assertThat(Floats.array(embeddings)).containsExactly(expected.data().asFloat());
  }

  @Test
  void embeddingsDoNotDependOnTheBatchAtInference() {
    ComputationGraph graph = graph("iresnet-tiny");
    FloatBuffer together = Floats.direct(COUNT * DIMENSION);
    FloatBuffer alone = Floats.direct(DIMENSION);
    try (BackboneExecutor executor = executor(graph)) {
      executor.forwardInference(pictures(), COUNT, together);
      executor.forwardInference(pictures(), 1, alone);
    }
    for (int i = 0; i < DIMENSION; i++) {
      assertThat(together.get(i)).isCloseTo(alone.get(i), within(1e-5f));
    }
  }

  @Test
  void writesGradientsOnlyWhereSomethingIsTrained() {
    ComputationGraph graph = graph("iresnet-tiny");
    FloatBuffer gradient = Floats.normal(graph.numParams(), 1);
    try (BackboneExecutor executor = executor(graph)) {
      executor.forwardTraining(pictures(), COUNT, Floats.direct(COUNT * DIMENSION));
      executor.backward(Floats.normal(COUNT * DIMENSION, 5), gradient);
    }
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      double norm = 0;
      for (long i = segment.offset(); i < segment.end(); i++) {
        norm += Math.abs(gradient.get((int) i));
      }
      assertThat(norm > 0).as(segment.name()).isEqualTo(segment.role().trained());
    }
  }

  @Test
  void backwardNeedsAForwardPass() {
    try (BackboneExecutor executor = executor(graph("iresnet-tiny"))) {
      assertThatThrownBy(() -> executor.backward(Floats.direct(1), Floats.direct(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no training forward pass");
    }
  }

  @Test
  void aSavedGraphComesBackWithItsParametersAndStatistics(@TempDir Path folder) throws IOException {
    ComputationGraph graph = graph("iresnet-tiny");
    try (BackboneExecutor executor = executor(graph)) {
      executor.forwardTraining(pictures(), COUNT, Floats.direct(COUNT * DIMENSION));
    }
    File file = folder.resolve("graph.zip").toFile();
    graph.save(file, false);
    ComputationGraph read = ComputationGraph.load(file, false);
    assertThat(read.params().data().asFloat()).containsExactly(graph.params().data().asFloat());
    assertThat(ParameterLayout.of(read)).isEqualTo(ParameterLayout.of(graph));
    INDArray input = asArray(pictures(), COUNT, 3, SIZE_PX, SIZE_PX);
    assertThat(read.output(input)[0].data().asFloat())
        .containsExactly(graph.output(input)[0].data().asFloat());
  }

  @Test
  void oneSeedMakesOneNetwork() {
    float[] first = graph("iresnet-tiny").params().data().asFloat();
    Nd4j.rand(3);
    assertThat(graph("iresnet-tiny").params().data().asFloat()).containsExactly(first);
    ComputationGraph other =
        Backbones.create("iresnet-tiny", new BackboneSettings(SIZE_PX, DIMENSION, 0.5), 8);
    assertThat(other.params().data().asFloat()).isNotEqualTo(first);
  }
}
