package org.facemargin.backbones.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Squeeze and excitation by ND4J's own operations. */
final class SqueezeExcitationRuntime extends LayerRuntime<SqueezeExcitation> {

  private static final long serialVersionUID = 1L;

  SqueezeExcitationRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  /** R as (r, C), E as (C, r). */
  private INDArray matrix(String key) {
    INDArray block = getParam(key);
    return block.reshape('c', block.size(0), block.size(1));
  }

  /** (N, C) -> (N, C, 1, 1). */
  private static INDArray onePixel(INDArray values) {
    return values.reshape('c', values.size(0), values.size(1), 1, 1);
  }

  /**
   * What is computed beside the picture.
   *
   * @param mean (N, C)
   * @param hidden max(R m, 0), (N, r)
   * @param gate σ, (N, C)
   */
  private record Aside(INDArray mean, INDArray hidden, INDArray gate) {}

  private Aside aside() {
    INDArray mean = input.mean(2, 3);
    INDArray hidden = Transforms.relu(mean.mmul(matrix("reduce").transpose()), false);
    INDArray gate = Transforms.sigmoid(hidden.mmul(matrix("expand").transpose()), false);
    return new Aside(mean, hidden, gate);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
    return output.assign(input.mul(onePixel(aside().gate())));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    Aside aside = aside();
    INDArray gate = aside.gate();
    // (N, C): through the product and the sigmoid
    INDArray expanded = outputGradient.mul(input).sum(2, 3).muli(gate).muli(gate.rsub(1));
    INDArray hidden =
        expanded.mmul(matrix("expand")).muli(aside.hidden().gt(0).castTo(input.dataType()));
    write("expand", expanded.transpose().mmul(aside.hidden()));
    write("reduce", hidden.transpose().mmul(aside.mean()));
    double pixels = (double) input.size(2) * input.size(3);
    INDArray mean = hidden.mmul(matrix("reduce")).divi(pixels);
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    inputGradient.assign(outputGradient.mul(onePixel(gate)).addi(onePixel(mean)));
    return gradients(inputGradient);
  }

  private void write(String key, INDArray gradient) {
    INDArray view = gradientViews.get(key);
    view.assign(Nd4j.toFlattened('c', gradient).reshape('c', view.shape()));
  }
}
