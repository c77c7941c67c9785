package org.facemargin.backbones.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every layer's gradient against central differences, in double. The loss is L = Σ r ⊙ output with
 * fixed random r, so that dL/d output = r; every layer but the first is also held to its input
 * gradient, which the layers before it need.
 */
class GradientCheckTest {

  private static final double STEP = 1e-6;

  /**
   * Strided, padded, full, grouped and depthwise convolutions, sampling, PReLU, squeeze and
   * excitation, a shortcut, both kinds of matrix and BN.
   */
  private static ComputationGraph graph() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(DataType.DOUBLE)
            .graphBuilder()
            .addInputs("input")
            .addLayer("stem", new Convolution(2, 6, 3, 1, 1, 1, 0.5), "input")
            .addLayer("grouped", new Convolution(6, 3, 3, 1, 1, 3, 0.5), "stem")
            .addLayer("bn", new BatchNorm(3, false), "grouped")
            .addLayer("prelu", new PRelu(3), "bn")
            .addLayer("clip", new Clip(3, -0.2, 0.8), "prelu")
            .addLayer("squeeze", new SqueezeExcitation(3, 2), "clip")
            .addLayer("depthwise", new Convolution(3, 3, 3, 2, 1, 3, 0.5), "squeeze")
            .addLayer("project", new Convolution(3, 3, 1, 1, 0, 1, 0.5), "depthwise")
            .addLayer("sampled", Convolution.sampling(3, 2), "prelu")
            .addLayer("shortcut", new Convolution(3, 3, 1, 1, 0, 1, 0.5), "sampled")
            .addVertex(
                "add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "project", "shortcut")
            .addLayer("fc", new Dense(3 * 3 * 3, 4, true, 0), "add")
            .addLayer("linear", new Dense(4, 3, false, 0.5), "fc")
            .addLayer("embedding", new BatchNorm(3, true), "linear")
            .setOutputs("embedding")
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  private static double loss(ComputationGraph graph, INDArray input, INDArray weights) {
    INDArray output = graph.feedForward(new INDArray[] {input}, true, false).get("embedding");
    return output.mul(weights).sumNumber().doubleValue();
  }

  @Test
  void everyGradientEqualsCentralDifferences() {
    ComputationGraph graph = graph();
    Nd4j.getRandom().setSeed(11);
    INDArray input = Nd4j.randn(DataType.DOUBLE, 5, 2, 6, 6);
    INDArray weights = Nd4j.randn(DataType.DOUBLE, 5, 3);
    // away from the kinks' slope 0.25 alone
    INDArray start = graph.params().dup();
    loss(graph, input, weights);
    graph.backpropGradient(weights);
    INDArray analytic = graph.getFlattenedGradients().dup();

    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      for (long i = segment.offset(); i < segment.end(); i++) {
        double expected = segment.role().trained() ? slope(graph, start, i, input, weights) : 0;
        assertThat(analytic.getDouble(i))
            .as(segment.name() + " [" + (i - segment.offset()) + "]")
            .isCloseTo(
                expected, org.assertj.core.data.Offset.offset(1e-6 * (1 + Math.abs(expected))));
      }
    }
    assertThat(analytic.norm2Number().doubleValue()).isGreaterThan(1);
  }

  private static double slope(
      ComputationGraph graph, INDArray start, long index, INDArray input, INDArray weights) {
    graph.params().assign(start);
    graph.params().putScalar(index, start.getDouble(index) + STEP);
    double above = loss(graph, input, weights);
    graph.params().assign(start);
    graph.params().putScalar(index, start.getDouble(index) - STEP);
    double below = loss(graph, input, weights);
    return (above - below) / (2 * STEP);
  }
}
