package org.facemargin.backbones.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Clipping by ND4J's {@code clipbyvalue}. */
final class ClipRuntime extends LayerRuntime<Clip> {

  private static final long serialVersionUID = 1L;

  ClipRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("clipbyvalue")
            .addInputs(input)
            .addOutputs(output)
            .addFloatingPointArguments(layerConf().getLower(), layerConf().getUpper())
            .build());
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray between =
        input
            .gt(layerConf().getLower())
            .castTo(input.dataType())
            .muli(input.lt(layerConf().getUpper()).castTo(input.dataType()));
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    outputGradient.mul(between, inputGradient);
    return new Pair<>(new DefaultGradient(), inputGradient);
  }
}
