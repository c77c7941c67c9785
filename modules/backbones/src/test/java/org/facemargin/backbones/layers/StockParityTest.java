package org.facemargin.backbones.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Our layers against DL4J's stock ones where those work: same output, same gradients, in double.
 */
class StockParityTest {

  private static ComputationGraph graph(Layer layer, InputType input) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(DataType.DOUBLE)
                // stock batch normalisation keeps arrays across the calls used here
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("input")
                .addLayer("layer", layer, "input")
                .setOutputs("layer")
                .setInputTypes(input)
                .build());
    graph.init();
    return graph;
  }

  private static INDArray forward(ComputationGraph graph, INDArray input) {
    return graph.feedForward(new INDArray[] {input}, true, false).get("layer");
  }

  private static INDArray normal(long... shape) {
    Nd4j.getRandom().setSeed(shape.length + shape[0]);
    return Nd4j.randn(DataType.DOUBLE, shape);
  }

  private static void assertSame(INDArray ours, INDArray theirs) {
    assertThat(ours.dup('c').data().asDouble())
        .usingComparatorWithPrecision(1e-10)
        .containsExactly(theirs.dup('c').data().asDouble());
  }

  @Test
  void convolution() {
    InputType picture = InputType.convolutional(7, 7, 3);
    ComputationGraph ours = graph(new Convolution(3, 4, 3, 2, 1, 1, 0.3), picture);
    ComputationGraph theirs =
        graph(
            new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .padding(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(3)
                .nOut(4)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build(),
            picture);
    theirs.getLayer("layer").getParam("W").assign(ours.getLayer("layer").getParam("weight"));
    INDArray input = normal(2, 3, 7, 7);
    INDArray output = forward(ours, input);
    assertSame(output, forward(theirs, input));
    INDArray seed = normal(output.shape());
    assertSame(
        ours.backpropGradient(seed).getGradientFor("layer_weight"),
        theirs.backpropGradient(seed).getGradientFor("layer_W"));
  }

  @Test
  void depthwiseConvolution() {
    InputType picture = InputType.convolutional(6, 6, 4);
    ComputationGraph ours = graph(new Convolution(4, 4, 3, 1, 1, 4, 0.3), picture);
    ComputationGraph theirs =
        graph(
            new DepthwiseConvolution2D.Builder(3, 3)
                .stride(1, 1)
                .padding(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(4)
                .nOut(4)
                .depthMultiplier(1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build(),
            picture);
    // theirs (k, k, C, 1), ours (C, 1, k, k)
    INDArray weight = ours.getLayer("layer").getParam("weight");
    theirs.getLayer("layer").getParam("W").assign(weight.permute(2, 3, 0, 1));
    INDArray input = normal(2, 4, 6, 6);
    INDArray output = forward(ours, input);
    assertSame(output, forward(theirs, input));
    INDArray seed = normal(output.shape());
    INDArray theirGradient = theirs.backpropGradient(seed).getGradientFor("layer_W");
    assertSame(
        ours.backpropGradient(seed).getGradientFor("layer_weight"),
        theirGradient.permute(2, 3, 0, 1));
  }

  @Test
  void batchNorm() {
    InputType picture = InputType.convolutional(3, 3, 4);
    ComputationGraph ours = graph(new BatchNorm(4, false), picture);
    ComputationGraph theirs =
        graph(
            new BatchNormalization.Builder().nIn(4).nOut(4).eps(1e-5).useLogStd(false).build(),
            picture);
    INDArray gamma = normal(4);
    INDArray beta = normal(4).addi(1);
    ours.getLayer("layer").getParam("gamma").assign(gamma);
    ours.getLayer("layer").getParam("beta").assign(beta);
    theirs.getLayer("layer").getParam("gamma").assign(gamma);
    theirs.getLayer("layer").getParam("beta").assign(beta);
    INDArray input = normal(5, 4, 3, 3);
    INDArray output = forward(ours, input);
    assertSame(output, forward(theirs, input));
    INDArray seed = normal(output.shape());
    var ourGradient = ours.backpropGradient(seed);
    var theirGradient = theirs.backpropGradient(seed);
    for (String key : new String[] {"gamma", "beta"}) {
      assertSame(
          ourGradient.getGradientFor("layer_" + key), theirGradient.getGradientFor("layer_" + key));
    }
  }

  @Test
  void dense() {
    InputType features = InputType.feedForward(6);
    ComputationGraph ours = graph(new Dense(6, 3, true, 0), features);
    ComputationGraph theirs =
        graph(
            new DenseLayer.Builder().nIn(6).nOut(3).activation(Activation.IDENTITY).build(),
            features);
    theirs
        .getLayer("layer")
        .getParam("W")
        .assign(ours.getLayer("layer").getParam("weight").transpose());
    theirs.getLayer("layer").getParam("b").assign(ours.getLayer("layer").getParam("bias"));
    INDArray input = normal(5, 6);
    INDArray output = forward(ours, input);
    assertSame(output, forward(theirs, input));
    INDArray seed = normal(output.shape());
    var ourGradient = ours.backpropGradient(seed);
    var theirGradient = theirs.backpropGradient(seed);
    assertSame(
        ourGradient.getGradientFor("layer_weight"),
        theirGradient.getGradientFor("layer_W").transpose());
    assertSame(ourGradient.getGradientFor("layer_bias"), theirGradient.getGradientFor("layer_b"));
  }
}
