package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The page {@code modules/training/README.md}: its code is this file's. */
class OwnGraphTest {

  private static final int PEOPLE = 4;
  private static final int SIZE_PX = 12;

  // tag::own-graph[]
  /** Your own network, whatever it is, with a margin loss in place of its output layer. */
  static ComputationGraphConfiguration ownGraph(int sizePx, int people) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(DataType.FLOAT)
        .weightInit(WeightInit.XAVIER)
        .updater(new Nesterovs(0.05, 0.9))
        .graphBuilder()
        .addInputs("pictures")
        .setInputTypes(InputType.convolutional(sizePx, sizePx, 1))
        .addLayer(
            "features",
            new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build(),
            "pictures")
        .addLayer(
            "embedding",
            new DenseLayer.Builder().nOut(16).activation(Activation.IDENTITY).build(),
            "features")
        .addLayer(
            "margin",
            new SameDiffMarginLayer("arcface", Map.of("scale", "16", "m", "0.3"), 0, people, 1),
            "embedding")
        .setOutputs("margin")
        .build();
  }

  /** Trains on class numbers, (N, 1), not on one-hot rows; then the margin has done its work. */
  static INDArray embeddings(ComputationGraph graph, DataSet training, INDArray pictures) {
    for (int step = 0; step < 40; step++) {
      graph.fit(training);
    }
    return graph.feedForward(pictures, false).get("embedding");
  }

  // end::own-graph[]

  @Test
  void aGraphOfOnesOwnLearnsToTellPeopleApart() {
    ComputationGraph graph = new ComputationGraph(ownGraph(SIZE_PX, PEOPLE));
    graph.init();
    INDArray embeddings = embeddings(graph, pictures(1, 6), pictures(2, 2).getFeatures());
    for (int a = 0; a < 2 * PEOPLE; a++) {
      for (int b = 0; b < a; b++) {
        double cosine = Transforms.cosineSim(embeddings.getRow(a), embeddings.getRow(b));
        assertThat(cosine > 0.6)
            .as("pictures %d and %d: %s", a, b, cosine)
            .isEqualTo(a / 2 == b / 2);
      }
    }
  }

  /** Pictures whose stripes lie another way for each person, with noise. */
  private static DataSet pictures(long seed, int each) {
    Random random = new Random(seed);
    INDArray pictures = Nd4j.create(DataType.FLOAT, (long) PEOPLE * each, 1, SIZE_PX, SIZE_PX);
    INDArray people = Nd4j.create(DataType.FLOAT, (long) PEOPLE * each, 1);
    for (int n = 0; n < PEOPLE * each; n++) {
      int person = n / each;
      people.putScalar(n, 0, person);
      double angle = Math.PI * person / PEOPLE;
      for (int y = 0; y < SIZE_PX; y++) {
        for (int x = 0; x < SIZE_PX; x++) {
          double along = x * Math.cos(angle) + y * Math.sin(angle);
          pictures.putScalar(
              new int[] {n, 0, y, x}, Math.sin(1.5 * along) + 0.1 * random.nextGaussian());
        }
      }
    }
    return new DataSet(pictures, people);
  }

  @Test
  void thePageShowsThisCode() throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/org/facemargin/training/heads/OwnGraphTest.java"));
    String shown =
        source
            .substring(
                source.indexOf("tag::own-graph[]\n") + "tag::own-graph[]\n".length(),
                source.indexOf("\n  // end::own-graph[]"))
            .lines()
            .map(line -> line.startsWith("  ") ? line.substring(2) : line)
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(Files.readString(Path.of("README.md")).replace("\r", ""))
        .contains("```java\n" + shown + "```\n");
  }
}
