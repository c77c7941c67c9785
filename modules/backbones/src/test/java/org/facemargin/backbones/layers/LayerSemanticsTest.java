package org.facemargin.backbones.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** PyTorch's meaning of the layers, on numbers small enough to work out by hand. */
class LayerSemanticsTest {

  private static ComputationGraph graph(BackboneLayer layer, InputType input) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("input")
                .addLayer("layer", layer, "input")
                .setOutputs("layer")
                .setInputTypes(input)
                .build());
    graph.init();
    return graph;
  }

  /**
   * Values 1, 2, 3, 6 of one channel: mean 3, squared deviations 4 + 1 + 0 + 9 = 14, biased
   * variance 14/4, unbiased 14/3. Running mean 0.9·0 + 0.1·3, running variance 0.9·1 + 0.1·14/3.
   * The first output is (1 - 3) / √(3.5 + 1e-5).
   */
  @Test
  void batchNormMovesItsStatisticsAsPyTorchDoes() {
    ComputationGraph graph = graph(new BatchNorm(1, false), InputType.convolutional(1, 2, 1));
    INDArray input = Nd4j.createFromArray(1.0, 2.0, 3.0, 6.0).reshape(2, 1, 1, 2);
    INDArray output = graph.feedForward(new INDArray[] {input}, true, false).get("layer");
    assertThat(output.getDouble(0))
        .isCloseTo(-2 / Math.sqrt(3.5 + 1e-5), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(graph.getParam("layer_mean").getDouble(0)).isEqualTo(0.9 * 0 + 0.1 * 3);
    assertThat(graph.getParam("layer_variance").getDouble(0)).isEqualTo(0.9 * 1 + 0.1 * (14 / 3.0));
    double inference = graph.output(input)[0].getDouble(0);
    assertThat(inference)
        .isCloseTo(
            (1 - 0.3) / Math.sqrt(0.9 + 0.1 * 14 / 3 + 1e-5),
            org.assertj.core.data.Offset.offset(1e-12));
  }

  /** max(x, 0) + 0.25 min(x, 0), and the input is left as it was. */
  @Test
  void preluStartsAtAQuarterAndLeavesItsInput() {
    ComputationGraph graph = graph(new PRelu(2), InputType.convolutional(1, 1, 2));
    INDArray input = Nd4j.createFromArray(-2.0, 3.0).reshape(1, 2, 1, 1);
    INDArray output = graph.output(input)[0];
    assertThat(output.dup().data().asDouble()).containsExactly(-0.5, 3.0);
    assertThat(input.dup().data().asDouble()).containsExactly(-2.0, 3.0);
  }

  /** Both bounds belong to the flat parts. */
  @Test
  void clippingPassesGradientsBetweenItsBoundsOnly() {
    ComputationGraph graph = graph(new Clip(1, 0, 6), InputType.convolutional(1, 5, 1));
    INDArray input = Nd4j.createFromArray(-1.0, 0.0, 2.0, 6.0, 7.0).reshape(1, 1, 1, 5);
    assertThat(graph.output(input)[0].dup().data().asDouble()).containsExactly(0, 0, 2, 6, 6);
    assertThat(graph.numParams()).isZero();
    assertThatThrownBy(() -> new Clip(1, 6, 6)).hasMessageContaining("got 6.0 and 6.0");
  }

  /**
   * Channels of means 2 and 1, R = (1, 0), E = (1, -1): both gates read max(2, 0), one is σ(2), the
   * other σ(-2) = 1 - σ(2).
   */
  @Test
  void squeezeWeighsChannelsByTheirMeans() {
    ComputationGraph graph = graph(new SqueezeExcitation(2, 1), InputType.convolutional(1, 2, 2));
    graph.setParams(Nd4j.createFromArray(1.0, 0, 1, -1).reshape(1, 4));
    INDArray input = Nd4j.createFromArray(1.0, 3, 0, 2).reshape(1, 2, 1, 2);
    double gate = 1 / (1 + Math.exp(-2));
    assertThat(graph.output(input)[0].dup().data().asDouble())
        .containsExactly(
            new double[] {gate, 3 * gate, 0, 2 * (1 - gate)},
            org.assertj.core.data.Offset.offset(1e-12));
    assertThatThrownBy(() -> new SqueezeExcitation(4, 0)).hasMessageContaining("got 0");
  }

  @Test
  void aLayerSaysWhatItDoesNotTake() {
    assertThatThrownBy(() -> graph(new PRelu(3), InputType.convolutional(4, 4, 2)))
        .hasMessageContaining("expected 3 channels");
    assertThatThrownBy(() -> new Convolution(4, 6, 3, 1, 1, 4, 0.1))
        .hasMessageContaining("groups 4 for 4 -> 6");
    assertThatThrownBy(() -> graph(new Dense(7, 2, false, 0), InputType.convolutional(2, 2, 2)))
        .hasMessageContaining("expected 7 values");
  }
}
