package org.facemargin.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.GraphDraft;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.Placement;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.training.heads.HeadCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine libtorch on the processor against our oneDNN plan. */
class LibtorchParityTest {

  private static final int COUNT = 3;
  private static final int PX = 32;
  private static final int DIMENSION = 16;

  static Stream<String> backbones() {
    return NamedRegistry.of(Backbone.class).names().stream();
  }

  private static BackboneExecutor executor(String engine, ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get(engine)
        .executor(graph, EngineOptions.SLOW_ALLOWED);
  }

  private static FloatBuffer normal(long length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HeadCase.direct(values);
  }

  private static double difference(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / Math.max(size, 1e-30));
  }

  private record Pass(float[] embeddings, float[] gradient, float[] parameters, float[] inferred) {}

  private static Pass pass(String engine, ComputationGraph graph, int px) {
    try (BackboneExecutor executor = executor(engine, graph)) {
      FloatBuffer pictures = normal((long) COUNT * 3 * px * px, 5);
      FloatBuffer embeddings = HeadCase.direct(new float[COUNT * executor.dimension()]);
      FloatBuffer gradient = normal(executor.parameterCount(), 6);
      executor.forwardTraining(pictures, COUNT, embeddings);
      executor.backward(normal(embeddings.capacity(), 7), gradient);
      float[] trained = HeadCase.array(embeddings);
      executor.forwardInference(pictures, COUNT, embeddings);
      return new Pass(
          trained,
          HeadCase.array(gradient),
          HeadCase.array(executor.parameters()),
          HeadCase.array(embeddings));
    }
  }

  /** Weights as fresh ones are, but no PReLU bends: where it does, rounding decides sides. */
  private static void straighten(ComputationGraph graph) {
    FloatBuffer values = graph.params().data().asNioFloat();
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      if (segment.block().key().equals("slope")) {
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          values.put(i, 1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void embeddingsGradientAndStatisticsAgree(String name) {
    ComputationGraph graph = Backbones.create(name, new BackboneSettings(PX, DIMENSION, 0.25), 3);
    straighten(graph);
    Pass reference = pass("onednn", graph.clone(), PX);
    Pass ours = pass("libtorch", graph, PX);
    assertThat(difference(ours.embeddings(), reference.embeddings())).isLessThan(1e-5);
    assertThat(difference(ours.inferred(), reference.inferred())).isLessThan(1e-5);
    assertThat(difference(ours.gradient(), reference.gradient())).isLessThan(1e-3);
    assertThat(difference(ours.parameters(), reference.parameters())).isLessThan(1e-5);
    assertUntrainedHaveNoGradient(ours, graph);
  }

  /**
   * Every layer an imported network may have: clipping, squeeze, biases, strides, groups, epsilons,
   * pixels picked by weights that stay 1.
   */
  @Test
  void theLayersOfImportedNetworksAgree() {
    GraphDraft draft =
        new GraphDraft(9, 3)
            .convolution("conv", 16, 3, 1, 0.3)
            .clip("clip", 0, 0.5)
            .squeeze("squeeze", 4);
    GraphDraft.Mark mark = draft.mark();
    draft
        .depthwise("depth", 3, 2, 1, 0.3)
        .batchNorm("norm", 1e-3)
        .prelu("act")
        .from(mark)
        .convolution("short", new Convolution(16, 16, 1, 1, 0, 1, 0.3))
        .convolution("sample", Convolution.sampling(16, 2));
    GraphDraft.Mark branch = draft.mark();
    ComputationGraph graph =
        new ComputationGraph(
            draft
                .from(new GraphDraft.Mark("act", 16, 5))
                .add("sum", branch)
                .dense("fc", 4, true, 0.1)
                .embeddingAt("embedding", true));
    graph.init();
    Pass reference = pass("nd4j", graph.clone(), 9);
    Pass ours = pass("libtorch", graph, 9);
    assertThat(difference(ours.embeddings(), reference.embeddings())).isLessThan(1e-5);
    assertThat(difference(ours.inferred(), reference.inferred())).isLessThan(1e-5);
    assertThat(difference(ours.gradient(), reference.gradient())).isLessThan(1e-4);
    assertUntrainedHaveNoGradient(ours, graph);
  }

  private static void assertUntrainedHaveNoGradient(Pass pass, ComputationGraph graph) {
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      for (int i = (int) segment.offset(); i < segment.end() && !segment.role().trained(); i++) {
        assertThat(pass.gradient()[i]).as(segment.name()).isZero();
      }
    }
  }

  /** The same step twice from the same state: the same bits. */
  @Test
  void aStepIsAFunctionOfItsInputs() {
    ComputationGraph graph =
        Backbones.create("mobilefacenet", new BackboneSettings(PX, DIMENSION, 0.5), 3);
    Pass first = pass("libtorch", graph.clone(), PX);
    Pass again = pass("libtorch", graph.clone(), PX);
    assertThat(again.gradient()).containsExactly(first.gradient());
    assertThat(again.parameters()).containsExactly(first.parameters());
  }

  @Test
  void passesOutOfOrderAndBatchesOfOneAreRefused() {
    ComputationGraph graph =
        Backbones.create("iresnet-tiny", new BackboneSettings(PX, DIMENSION, 0.25), 3);
    try (BackboneExecutor executor = executor("libtorch", graph)) {
      FloatBuffer embeddings = normal(DIMENSION, 1);
      assertThatThrownBy(() -> executor.backward(embeddings, normal(executor.parameterCount(), 1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> executor.forwardTraining(normal(3L * PX * PX, 1), 1, embeddings))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("at least 2");
      assertThat(executor.description()).contains("libtorch 2.", "cpu", "channels_last", "fp32");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:3"})
  void aGpuThatIsNotThereIsAskedForInVain(String device) {
    assertThatThrownBy(() -> TorchDevice.of(new Placement(device, Placement.Precision.FP32, false)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("engine.device is " + device)
        .hasMessageContaining("engine.device cpu");
  }
}
