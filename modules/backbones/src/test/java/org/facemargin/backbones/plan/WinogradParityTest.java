package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whole networks with Winograd wherever it applies, against the ND4J reference. Slopes of 1 take
 * PReLU's kink away, as in {@link OneDnnParityTest}; Winograd rounds a few times as much as the
 * direct form, so that the bounds are wider than there.
 */
class WinogradParityTest {

  @BeforeAll
  static void vectors() {
    assumeTrue(TileWorkers.available(), TileWorkers::reason);
  }

  private static final int COUNT = 4;
  private static final int PX = 28;
  private static final int DIMENSION = 16;
  private static final String NETWORK = "iresnet-tiny";

  private static ComputationGraph graph(float slope) {
    ComputationGraph graph = Backbones.create(NETWORK, new BackboneSettings(PX, DIMENSION, 0.5), 3);
    FloatBuffer values = graph.params().data().asNioFloat();
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      if (segment.role() == ParameterRole.SLOPE) {
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          values.put(i, slope);
        }
      }
    }
    return graph;
  }

  private static BackboneExecutor executor(String engine, ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get(engine)
        .executor(graph, EngineOptions.SLOW_ALLOWED.withWinograd(Winograd.ALWAYS));
  }

  private record Trained(float[] embeddings, float[] gradient, float[] parameters) {}

  private static Trained train(BackboneExecutor executor, int steps) {
    FloatBuffer embeddings = Floats.direct((long) COUNT * DIMENSION);
    FloatBuffer gradient = Floats.direct(executor.parameterCount());
    for (int step = 0; step < steps; step++) {
      FloatBuffer pictures = Floats.normal((long) COUNT * 3 * PX * PX, 20 + step);
      executor.forwardTraining(pictures, COUNT, embeddings);
      executor.backward(Floats.normal(embeddings.capacity(), 40), gradient);
      if (step < steps - 1) {
        FloatBuffer values = executor.parameters();
        for (int i = 0; i < values.capacity(); i++) {
          values.put(i, values.get(i) - 1e-3f * gradient.get(i));
        }
        executor.parametersChanged();
      }
    }
    return new Trained(
        Floats.array(embeddings), Floats.array(gradient), Floats.array(executor.parameters()));
  }

  /** ‖a - b‖ / ‖b‖. */
  private static double difference(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / size);
  }

  private static void compare(float slope, int steps, double bound) {
    ComputationGraph graph = graph(slope);
    ComputationGraph copy = graph.clone();
    try (BackboneExecutor ours = executor("onednn", graph);
        BackboneExecutor reference = executor("nd4j", copy)) {
      Trained mine = train(ours, steps);
      Trained theirs = train(reference, steps);
      assertThat(ours.description()).containsPattern("Winograd F\\(4x4,3x3\\) in [1-9]");
      assertThat(difference(mine.embeddings(), theirs.embeddings())).isLessThan(bound);
      assertThat(difference(mine.gradient(), theirs.gradient())).isLessThan(10 * bound);
      assertThat(difference(mine.parameters(), theirs.parameters())).isLessThan(bound);
    }
  }

  /** Embeddings, gradients and, among the parameters, running statistics of one step. */
  @Test
  void aStepAgreesWithTheReference() {
    compare(1, 1, 1e-4);
  }

  /** With normalisation, PReLU and sums in the way back from the tiles. */
  @Test
  void inferenceAgreesWithTheReference() {
    ComputationGraph graph = graph(0.25f);
    FloatBuffer pictures = Floats.normal((long) COUNT * 3 * PX * PX, 5);
    FloatBuffer mine = Floats.direct((long) COUNT * DIMENSION);
    FloatBuffer theirs = Floats.direct((long) COUNT * DIMENSION);
    try (BackboneExecutor ours = executor("onednn", graph);
        BackboneExecutor reference = executor("nd4j", graph)) {
      ours.forwardTraining(pictures, COUNT, mine);
      ours.forwardInference(pictures, COUNT, mine);
      reference.forwardInference(pictures, COUNT, theirs);
      assertThat(difference(Floats.array(mine), Floats.array(theirs))).isBetween(1e-9, 2e-5);
    }
  }

  /** The kink is passed on different sides now and then, and each step hands that on. */
  @Test
  void tenStepsStayWithTheReference() {
    compare(0.25f, 10, 5e-3);
  }

  /** What a checkpoint carries makes another process compute the same bits. */
  @Test
  void recordedChoicesGiveTheSameBits() {
    ComputationGraph graph = graph(0.25f);
    ComputationGraph copy = graph.clone();
    try (BackboneExecutor first = executor("onednn", graph);
        BackboneExecutor second =
            NamedRegistry.of(BackboneEngine.class)
                .get("onednn")
                .executor(copy, EngineOptions.FAST)) {
      Trained mine = train(first, 2);
      assertThat(first.choices()).contains(": winograd");
      second.choose(first.choices());
      Trained theirs = train(second, 2);
      assertThat(second.choices()).isEqualTo(first.choices());
      assertThat(theirs.gradient()).containsExactly(mine.gradient());
      assertThat(theirs.parameters()).containsExactly(mine.parameters());
      assertThatThrownBy(() -> second.choose("no choice"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'no choice' is not a kernel choice");
    }
  }

  /** Small layers are not worth a trial: nothing is timed, so that two runs are the same. */
  @Test
  void smallNetworksAreComputedDirectly() {
    ComputationGraph graph = graph(0.25f);
    try (BackboneExecutor executor =
        NamedRegistry.of(BackboneEngine.class).get("onednn").executor(graph, EngineOptions.FAST)) {
      executor.prepareTraining(COUNT);
      assertThat(executor.choices()).doesNotContain("winograd").contains(": direct");
      assertThat(executor.description()).contains("Winograd F(4x4,3x3) in 0 of ");
    }
  }
}
