package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLossFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class SameDiffMarginLayerTest {

  private static final int CLASSES = 9;
  private static final int INPUT = 7;
  private static final int DIMENSION = 6;
  private static final int BATCH = 12;

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  private static ComputationGraph graph(String loss, Map<String, String> settings) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(0.05))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(INPUT))
                .addLayer(
                    "embedding",
                    new DenseLayer.Builder()
                        .nOut(DIMENSION)
                        .activation(Activation.IDENTITY)
                        .weightInit(WeightInit.XAVIER)
                        .build(),
                    "in")
                .addLayer(
                    "head", new SameDiffMarginLayer(loss, settings, 0, CLASSES, 3), "embedding")
                .setOutputs("head")
                .build());
    graph.init();
    return graph;
  }

  private static DataSet batch() {
    Random random = new Random(4);
    INDArray x = Nd4j.create(DataType.FLOAT, BATCH, INPUT);
    INDArray y = Nd4j.create(DataType.FLOAT, BATCH, 1);
    for (int i = 0; i < BATCH; i++) {
      y.putScalar(i, 0, i % CLASSES);
      for (int c = 0; c < INPUT; c++) {
        x.putScalar(i, c, random.nextGaussian() + 3 * Math.cos((i % CLASSES) * (c + 1)));
      }
    }
    return new DataSet(x, y);
  }

  /** DL4J's score and gradient of W are those of the naive head at the embeddings of the graph. */
  @ParameterizedTest
  @MethodSource("losses")
  void scoreAndGradientAreTheLosses(String name) {
    ComputationGraph graph = graph(name, Map.of());
    DataSet batch = batch();
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    INDArray embeddings = graph.feedForward(batch.getFeatures(), false).get("embedding").dup('c');
    NaiveHead naive =
        new NaiveHead(
            NamedRegistry.of(MarginLossFactory.class)
                .get(name)
                .create(Settings.of(NamedRegistry.of(MarginLossFactory.class).get(name), Map.of())),
            CLASSES,
            DIMENSION);
    naive.run(
        embeddings.data().asFloat(),
        batch.getLabels().data().asInt(),
        graph.getLayer("head").getParam("W").dup('c').data().asFloat());
    assertThat(graph.score())
        .isCloseTo(naive.value, within(1e-3 * Math.max(1, Math.abs(naive.value))));
    double[] sum = java.util.Arrays.stream(naive.dw).map(g -> g * BATCH).toArray();
    HeadCase.assertNear(
        "dW", graph.gradient().getGradientFor("head_W").dup('c').data().asFloat(), sum, 1e-3);
  }

  @Test
  void fittingLowersTheScoreAndPrintsNothing() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ComputationGraph graph = graph("arcface", Map.of("scale", "16", "m", "0.3"));
    DataSet batch = batch();
    double before = graph.score(batch);
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      for (int step = 0; step < 25; step++) {
        graph.fit(batch);
      }
    } finally {
      System.setOut(out);
    }
    assertThat(graph.score(batch)).isLessThan(before / 2);
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(graph.output(batch.getFeatures())[0].shape()).containsExactly(BATCH, CLASSES);
  }

  @Test
  void savedAndLoadedGraphIsTheSame(@TempDir Path folder) throws Exception {
    ComputationGraph graph = graph("arcface", Map.of("m", "0.4"));
    DataSet batch = batch();
    graph.fit(batch);
    graph.save(folder.resolve("graph.zip").toFile(), true);
    ComputationGraph loaded = ComputationGraph.load(folder.resolve("graph.zip").toFile(), true);
    assertThat(loaded.score(batch)).isEqualTo(graph.score(batch));
    SameDiffMarginLayer head = (SameDiffMarginLayer) loaded.getLayer("head").conf().getLayer();
    assertThat(head.getSettings()).isEqualTo(Map.of("m", "0.4"));
  }

  @Test
  void labelOutOfRangeIsNamed() {
    ComputationGraph graph = graph("arcface", Map.of());
    DataSet batch = batch();
    batch.getLabels().putScalar(5, 0, CLASSES);
    assertThatThrownBy(() -> graph.fit(batch))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Row 5")
        .hasMessageContaining("label 9");
  }
}
