package org.facemargin.backbones.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A matrix by BLAS. */
final class DenseRuntime extends LayerRuntime<Dense> {

  private static final long serialVersionUID = 1L;

  DenseRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    long[] shape = {input.size(0), layerConf().getNOut()};
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), shape, 'c');
    // (N, nIn) · (nIn, nOut) -> (N, nOut)
    Nd4j.gemm(features(), getParam("weight"), output, false, true, 1.0, 0.0);
    return layerConf().isBias() ? output.addiRowVector(getParam("bias")) : output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    long[] shape = {input.size(0), layerConf().getNIn()};
    INDArray inputGradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), shape, 'c');
    // (nOut, N) · (N, nIn) -> (nOut, nIn), straight into the flat gradient
    Nd4j.gemm(outputGradient, features(), gradientViews.get("weight"), true, false, 1.0, 0.0);
    Nd4j.gemm(outputGradient, getParam("weight"), inputGradient, false, false, 1.0, 0.0);
    if (layerConf().isBias()) {
      gradientViews.get("bias").assign(outputGradient.sum(0));
    }
    return gradients(inputGradient.reshape('c', input.shape()));
  }

  /** The input as (N, nIn). */
  private INDArray features() {
    return input.reshape('c', input.size(0), layerConf().getNIn());
  }
}
