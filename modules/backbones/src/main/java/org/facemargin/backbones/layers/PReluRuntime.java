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
 * PReLU from {@code relu} and broadcasts: ND4J's own {@code prelu} is slow and {@code prelu_bp}
 * rejects feature maps.
 */
final class PReluRuntime extends LayerRuntime<PRelu> {

  private static final long serialVersionUID = 1L;

  PReluRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
    Nd4j.exec(relu("relu").addInputs(input).addOutputs(output).build());
    INDArray negative = input.sub(output);
    return output.addi(negative.muli(slopes()));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    Nd4j.exec(relu("relu_bp").addInputs(input, outputGradient).addOutputs(inputGradient).build());
    INDArray negative = outputGradient.sub(inputGradient);
    ChannelSums.into(negative.mul(input), gradientViews.get("slope"));
    inputGradient.addi(negative.muli(slopes()));
    return gradients(inputGradient);
  }

  private INDArray slopes() {
    return getParam("slope").reshape(1, layerConf().getNOut(), 1, 1);
  }

  private static DynamicCustomOp.DynamicCustomOpsBuilder relu(String name) {
    return DynamicCustomOp.builder(name).addFloatingPointArguments(0.0);
  }
}
