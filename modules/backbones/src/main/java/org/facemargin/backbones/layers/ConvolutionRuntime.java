package org.facemargin.backbones.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution by ND4J's own {@code conv2d} and {@code depthwise_conv2d} operations, which reach
 * oneDNN where the backend has it.
 */
final class ConvolutionRuntime extends LayerRuntime<Convolution> {

  private static final long serialVersionUID = 1L;

  /** ND4J's codes: explicit padding, NCHW, weights laid (out, in, k, k). */
  private static final int EXPLICIT_PADDING = 0;

  private static final int NCHW = 0;
  private static final int WEIGHTS_OUT_IN_K_K = 1;

  ConvolutionRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    Convolution layer = layerConf();
    long[] shape = {
      input.size(0), layer.getNOut(), layer.outputPx(input.size(2)), layer.outputPx(input.size(3))
    };
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), shape, 'c');
    String name = layer.depthwise() ? "depthwise_conv2d" : "conv2d";
    Nd4j.exec(operation(name).addInputs(input, kernels("weight")).addOutputs(output).build());
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    String name = layerConf().depthwise() ? "depthwise_conv2d_bp" : "conv2d_bp";
    Nd4j.exec(
        operation(name)
            .addInputs(input, kernels("weight"), outputGradient)
            .addOutputs(inputGradient, asKernels(gradientViews.get("weight")))
            .build());
    return gradients(inputGradient);
  }

  private INDArray kernels(String key) {
    return asKernels(getParam(key));
  }

  /** ND4J wants depthwise weights as (1, C, k, k), the same memory as our (C, 1, k, k). */
  private INDArray asKernels(INDArray weight) {
    if (!layerConf().depthwise()) {
      return weight;
    }
    return weight.reshape('c', 1, weight.size(0), weight.size(2), weight.size(3));
  }

  private DynamicCustomOp.DynamicCustomOpsBuilder operation(String name) {
    Convolution layer = layerConf();
    int kernel = layer.getKernelPx();
    int stride = layer.getStride();
    int padding = layer.getPaddingPx();
    return DynamicCustomOp.builder(name)
        .addIntegerArguments(
            kernel,
            kernel,
            stride,
            stride,
            padding,
            padding,
            1,
            1,
            EXPLICIT_PADDING,
            NCHW,
            WEIGHTS_OUT_IN_K_K);
  }
}
