package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.GraphDraft;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plan against the ND4J reference. Both sum in float32 in their own order, so that they agree
 * to rounding; where rounding puts a value on the other side of PReLU's kink the gradients below it
 * differ more. Slopes of 1 take the kink away: then everything agrees closely.
 */
class OneDnnParityTest {

  private static final int COUNT = 3;

  private static BackboneExecutor executor(String engine, ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get(engine)
        .executor(graph, EngineOptions.SLOW_ALLOWED);
  }

  /** Like fresh weights, but with nothing at a special value; slopes as given. */
  private static ComputationGraph graph(String name, int px, int dimension, float slope) {
    ComputationGraph graph = Backbones.create(name, new BackboneSettings(px, dimension, 0.5), 3);
    FloatBuffer values = graph.params().data().asNioFloat();
    FloatBuffer noise = Floats.normal(values.capacity(), 4);
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      for (int i = (int) segment.offset(); i < segment.end(); i++) {
        if (segment.role() == ParameterRole.SLOPE) {
          values.put(i, slope);
        } else if (segment.role() != ParameterRole.FIXED_SCALE) {
          values.put(i, values.get(i) + 0.02f * Math.abs(noise.get(i)));
        }
      }
    }
    return graph;
  }

  private record Pass(float[] embeddings, float[] gradient, float[] parameters) {}

  private static Pass pass(String engine, ComputationGraph graph, int px) {
    try (BackboneExecutor executor = executor(engine, graph)) {
      FloatBuffer pictures = Floats.normal((long) COUNT * 3 * px * px, 5);
      FloatBuffer embeddings = Floats.direct((long) COUNT * executor.dimension());
      FloatBuffer gradient = Floats.normal(executor.parameterCount(), 6);
      executor.forwardTraining(pictures, COUNT, embeddings);
      executor.backward(Floats.normal(embeddings.capacity(), 7), gradient);
      return new Pass(
          Floats.array(embeddings), Floats.array(gradient), Floats.array(executor.parameters()));
    }
  }

  /** ‖a - b‖ / ‖b‖ over a stretch. */
  private static double difference(float[] a, float[] b, long from, long to) {
    double difference = 0;
    double size = 0;
    for (int i = (int) from; i < to; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / Math.max(size, 1e-30));
  }

  @ParameterizedTest
  @CsvSource({
    "iresnet-tiny, 24, 16",
    "iresnet-tiny, 30, 12",
    "iresnet-tiny, 96, 16",
    "mobilefacenet, 32, 16",
    "mobilefacenet, 96, 16",
    "mbf, 32, 16"
  })
  void embeddingsGradientsAndStatisticsAgree(String name, int px, int dimension) {
    ComputationGraph graph = graph(name, px, dimension, 1);
    ComputationGraph copy = graph.clone();
    Pass ours = pass("onednn", graph, px);
    Pass reference = pass("nd4j", copy, px);
    assertThat(difference(ours.embeddings(), reference.embeddings(), 0, COUNT * dimension))
        .isLessThan(2e-5);
    double largest = 0;
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      largest = Math.max(largest, norm(reference.gradient(), segment));
    }
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      assertThat(
              difference(
                  ours.parameters(), reference.parameters(), segment.offset(), segment.end()))
          .as("value of " + segment.name())
          .isLessThan(2e-5);
      // a shift before a normalisation has gradient 0; what is left of it is noise
      double noise = 1e-5 * largest / Math.max(norm(reference.gradient(), segment), 1e-30);
      assertThat(difference(ours.gradient(), reference.gradient(), segment.offset(), segment.end()))
          .as("gradient of " + segment.name())
          .isLessThan(2e-4 + noise);
      if (!segment.role().trained()) {
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          assertThat(ours.gradient()[i]).isZero();
        }
      }
    }
  }

  /** Clipping, which no backbone of ours has but networks read from ONNX do. */
  @Test
  void clippingAgrees() {
    int px = 8;
    ComputationGraph graph =
        new ComputationGraph(
            new GraphDraft(px, 3)
                .convolution("conv", 16, 3, 1, 0.3)
                .clip("clip", 0, 0.5)
                .dense("fc", 4, false, 0.1)
                .embeddingAt("embedding", false));
    graph.init();
    Pass reference = pass("nd4j", graph.clone(), px);
    Pass ours = pass("onednn", graph, px);
    assertThat(difference(ours.embeddings(), reference.embeddings(), 0, COUNT * 4))
        .isLessThan(2e-5);
    assertThat(difference(ours.gradient(), reference.gradient(), 0, reference.gradient().length))
        .isLessThan(2e-4);
  }

  /** Squeeze and excitation over planes, over whole blocks of channels and over a part of one. */
  @ParameterizedTest
  @ValueSource(ints = {5, 16, 20})
  void squeezeAgrees(int channels) {
    int px = 8;
    ComputationGraph graph =
        new ComputationGraph(
            new GraphDraft(px, 3)
                .convolution("conv", channels, 3, 1, 0.3)
                .squeeze("squeeze", 3)
                .convolution("next", channels, 3, 2, 0.3)
                .squeeze("second", 2)
                .dense("fc", 4, false, 0.1)
                .embeddingAt("embedding", false));
    graph.init();
    Pass reference = pass("nd4j", graph.clone(), px);
    Pass ours = pass("onednn", graph, px);
    assertThat(difference(ours.embeddings(), reference.embeddings(), 0, COUNT * 4))
        .isLessThan(2e-5);
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      assertThat(difference(ours.gradient(), reference.gradient(), segment.offset(), segment.end()))
          .as(segment.name())
          .isLessThan(segment.vertex().equals("fc") || segment.role().trained() ? 2e-4 : 1e-30);
    }
  }

  private static double norm(float[] values, ParameterSegment segment) {
    double sum = 0;
    for (int i = (int) segment.offset(); i < segment.end(); i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  /**
   * Ten steps of plain descent from the same start, PReLU as it is: the embeddings stay together.
   */
  @Test
  void tenStepsStayTogether() {
    int px = 24;
    int dimension = 16;
    ComputationGraph graph = graph("iresnet-tiny", px, dimension, 0.25f);
    ComputationGraph copy = graph.clone();
    float[] ours = train("onednn", graph, px);
    float[] reference = train("nd4j", copy, px);
    assertThat(difference(ours, reference, 0, ours.length)).isLessThan(5e-3);
    // the trained network is far from where it started
    float[] start =
        Floats.array(graph("iresnet-tiny", px, dimension, 0.25f).params().data().asNioFloat());
    assertThat(difference(graph.params().data().asFloat(), start, 0, start.length))
        .isGreaterThan(0.01);
  }

  private static float[] train(String engine, ComputationGraph graph, int px) {
    try (BackboneExecutor executor = executor(engine, graph)) {
      FloatBuffer embeddings = Floats.direct((long) COUNT * executor.dimension());
      FloatBuffer gradient = Floats.direct(executor.parameterCount());
      for (int step = 0; step < 10; step++) {
        FloatBuffer pictures = Floats.normal((long) COUNT * 3 * px * px, 20 + step);
        executor.forwardTraining(pictures, COUNT, embeddings);
        executor.backward(Floats.normal(embeddings.capacity(), 40), gradient);
        FloatBuffer values = executor.parameters();
        for (int i = 0; i < values.capacity(); i++) {
          values.put(i, values.get(i) - 1e-3f * gradient.get(i));
        }
        executor.parametersChanged();
      }
      executor.forwardInference(Floats.normal((long) COUNT * 3 * px * px, 5), COUNT, embeddings);
      return Floats.array(embeddings);
    }
  }

  @ParameterizedTest
  @CsvSource({"iresnet-tiny, 24, 12", "mobilefacenet, 32, 16", "mbf, 32, 16"})
  void inferenceAgreesAndBatchesDoNotMatter(String name, int px, int dimension) {
    ComputationGraph graph = graph(name, px, dimension, 0.25f);
    FloatBuffer pictures = Floats.normal((long) COUNT * 3 * px * px, 5);
    FloatBuffer ours = Floats.direct((long) COUNT * dimension);
    FloatBuffer alone = Floats.direct(dimension);
    FloatBuffer reference = Floats.direct((long) COUNT * dimension);
    float[] before = graph.params().data().asFloat();
    try (BackboneExecutor executor = executor("onednn", graph)) {
      executor.forwardInference(pictures, COUNT, ours);
      executor.forwardInference(pictures, 1, alone);
    }
    try (BackboneExecutor executor = executor("nd4j", graph)) {
      executor.forwardInference(pictures, COUNT, reference);
    }
    assertThat(difference(Floats.array(ours), Floats.array(reference), 0, COUNT * dimension))
        .isLessThan(1e-5);
    assertThat(difference(Floats.array(alone), Floats.array(reference), 0, dimension))
        .isLessThan(1e-5);
    assertThat(graph.params().data().asFloat()).containsExactly(before);
  }

  /**
   * What inference has prepared of the parameters is made anew when they change, or a step moves
   * statistics.
   */
  @ParameterizedTest
  @CsvSource({"iresnet-tiny, 24, 12", "mobilefacenet, 32, 16", "mbf, 32, 16"})
  void inferenceFollowsTheParameters(String name, int px, int dimension) {
    ComputationGraph graph = graph(name, px, dimension, 0.25f);
    FloatBuffer pictures = Floats.normal((long) COUNT * 3 * px * px, 5);
    FloatBuffer embeddings = Floats.direct((long) COUNT * dimension);
    try (BackboneExecutor executor = executor("onednn", graph)) {
      executor.forwardInference(pictures, COUNT, embeddings);
      float[] first = Floats.array(embeddings);
      FloatBuffer values = executor.parameters();
      FloatBuffer noise = Floats.normal(values.capacity(), 8);
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, values.get(i) * (1 + 0.1f * Math.abs(noise.get(i))));
      }
      executor.parametersChanged();
      executor.forwardInference(pictures, COUNT, embeddings);
      float[] changed = Floats.array(embeddings);
      assertThat(difference(changed, first, 0, first.length)).isGreaterThan(1e-3);
      assertThat(difference(changed, reference(graph, pictures, dimension), 0, first.length))
          .isLessThan(1e-5);
      executor.forwardTraining(pictures, COUNT, embeddings);
      executor.forwardInference(pictures, COUNT, embeddings);
      float[] moved = Floats.array(embeddings);
      assertThat(difference(moved, changed, 0, first.length)).isGreaterThan(1e-3);
      assertThat(difference(moved, reference(graph, pictures, dimension), 0, first.length))
          .isLessThan(1e-5);
    }
  }

  private static float[] reference(ComputationGraph graph, FloatBuffer pictures, int dimension) {
    FloatBuffer embeddings = Floats.direct((long) COUNT * dimension);
    try (BackboneExecutor executor = executor("nd4j", graph)) {
      executor.forwardInference(pictures, COUNT, embeddings);
    }
    return Floats.array(embeddings);
  }

  /** The same step twice from the same state: the same bits, into another gradient buffer too. */
  @Test
  void aStepIsAFunctionOfItsInputs() {
    int px = 24;
    ComputationGraph graph = graph("mobilefacenet", px, 16, 0.25f);
    float[] start = graph.params().data().asFloat();
    try (BackboneExecutor executor = executor("onednn", graph)) {
      FloatBuffer pictures = Floats.normal((long) COUNT * 3 * px * px, 5);
      FloatBuffer embeddings = Floats.direct((long) COUNT * 16);
      float[][] gradients = new float[3][];
      for (int i = 0; i < gradients.length; i++) {
        executor.parameters().put(start);
        executor.parametersChanged();
        FloatBuffer gradient = Floats.normal(executor.parameterCount(), i);
        executor.forwardTraining(pictures, COUNT, embeddings);
        executor.backward(Floats.normal(embeddings.capacity(), 7), gradient);
        gradients[i] = Floats.array(gradient);
      }
      assertThat(gradients[1]).containsExactly(gradients[0]);
      assertThat(gradients[2]).containsExactly(gradients[0]);
      assertThat(executor.description()).startsWith("oneDNN 3.");
      assertThatThrownBy(() -> executor.backward(embeddings, Floats.direct(start.length)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no training forward pass");
    }
  }
}
