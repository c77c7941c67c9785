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
 * oneDNN where the backend has it. ND4J has no grouped convolution: one runs as a full one whose
 * kernels are 0 outside their group.
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
    INDArray kernels = kernels("weight");
    INDArray gradient = gradientViews.get("weight");
    INDArray kernelGradient = someGroups() ? kernels.ulike() : asKernels(gradient);
    Nd4j.exec(
        operation(name)
            .addInputs(input, kernels, outputGradient)
            .addOutputs(inputGradient, kernelGradient)
            .build());
    if (someGroups()) {
      gradient.assign(cut(kernelGradient).reshape('c', gradient.shape()));
    }
    if (layerConf().isFixed()) {
      gradient.assign(0.0);
    }
    return gradients(inputGradient);
  }

  private INDArray kernels(String key) {
    INDArray weight = getParam(key);
    if (!someGroups()) {
      return asKernels(weight);
    }
    double[] part = weight.dup('c').data().asDouble();
    long k = layerConf().getKernelPx();
    double[] full = new double[part.length * layerConf().getGroups()];
    for (int i = 0; i < part.length; i++) {
      full[inFull(i)] = part[i];
    }
    return Nd4j.createFromArray(full)
        .castTo(weight.dataType())
        .reshape('c', layerConf().getNOut(), layerConf().getNIn(), k, k);
  }

  /** Whether there are groups of several channels. */
  private boolean someGroups() {
    return layerConf().grouped() && !layerConf().depthwise();
  }

  /** Index in full kernels (nOut, nIn, k, k) of index {@code i} in ours (nOut, nIn / g, k, k). */
  private int inFull(int i) {
    Convolution layer = layerConf();
    int each = (int) layer.blocks().get(0).length() / (int) layer.getNOut();
    int out = i / each;
    int group = (int) (out * layer.getGroups() / layer.getNOut());
    return (out * layer.getGroups() + group) * each + i % each;
  }

  private INDArray cut(INDArray kernels) {
    double[] full = kernels.dup('c').data().asDouble();
    double[] part = new double[full.length / layerConf().getGroups()];
    for (int i = 0; i < part.length; i++) {
      part[i] = full[inFull(i)];
    }
    return Nd4j.createFromArray(part).castTo(kernels.dataType());
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
