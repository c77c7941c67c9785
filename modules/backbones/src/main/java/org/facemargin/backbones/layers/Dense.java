package org.facemargin.backbones.layers;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix, y = x Wᵀ (+ b), as PyTorch's {@code Linear}. Takes (N, nIn), or (N, C, H, W) with C·H·W
 * = nIn, which it flattens in that order. Blocks: weight (nOut, nIn) and, with a bias, bias (nOut).
 *
 * <p>Initial values: uniform in ±1/√nIn for both (PyTorch's default for {@code Linear}), or, with a
 * positive {@code initialDeviation}, normal weights of that deviation and zero bias.
 */
public final class Dense extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  private boolean bias;
  private double initialDeviation;

  /** For Jackson. */
  Dense() {}

  /**
   * @param nIn inputs, C·H·W of a picture
   * @param nOut outputs
   * @param bias whether a bias is added
   * @param initialDeviation standard deviation of the initial weights, or 0 for PyTorch's uniform
   *     default
   */
  public Dense(int nIn, int nOut, boolean bias, double initialDeviation) {
    super(nIn, nOut);
    this.bias = bias;
    this.initialDeviation = initialDeviation;
  }

  /** Whether a bias is added. */
  public boolean isBias() {
    return bias;
  }

  /** Standard deviation of the initial weights, or 0 for PyTorch's uniform default. */
  public double getInitialDeviation() {
    return initialDeviation;
  }

  @Override
  public List<ParameterBlock> blocks() {
    List<ParameterBlock> blocks = new ArrayList<>();
    blocks.add(new ParameterBlock("weight", ParameterRole.WEIGHT, List.of(nOut, nIn)));
    if (bias) {
      blocks.add(new ParameterBlock("bias", ParameterRole.BIAS, List.of(nOut)));
    }
    return List.copyOf(blocks);
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    if (initialDeviation > 0) {
      if (block.role() == ParameterRole.BIAS) {
        values.assign(0.0);
      } else {
        values.assign(Nd4j.randn(values.dataType(), values.shape()).muli(initialDeviation));
      }
      return;
    }
    double bound = 1 / Math.sqrt(nIn);
    values.assign(Nd4j.rand(values.dataType(), values.shape()).muli(2 * bound).subi(bound));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    checkInput(inputType);
    return InputType.feedForward(nOut);
  }

  @Override
  void checkInput(InputType inputType) {
    long features =
        inputType instanceof InputType.InputTypeConvolutional image
            ? image.getChannels() * image.getHeight() * image.getWidth()
            : channelsOf(inputType);
    if (features != nIn) {
      throw wrongInput(inputType, nIn + " values in all");
    }
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new DenseRuntime(configuration, dataType);
  }
}
