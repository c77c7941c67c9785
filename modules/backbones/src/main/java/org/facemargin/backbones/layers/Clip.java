package org.facemargin.backbones.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * y = min(max(x, lower), upper); ReLU6 is 0 and 6. Input (N, C, H, W) or (N, C); no parameters. The
 * derivative is 1 strictly between the bounds and 0 elsewhere, as PyTorch's {@code Hardtanh} has
 * it.
 */
public final class Clip extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  private double lower;
  private double upper;

  /** For Jackson. */
  Clip() {}

  /**
   * @param channels C
   * @param lower smallest output, finite
   * @param upper largest output, finite, above {@code lower}
   */
  public Clip(int channels, double lower, double upper) {
    super(channels, channels);
    if (!(lower < upper) || Double.isInfinite(lower) || Double.isInfinite(upper)) {
      throw new IllegalArgumentException(
          "Clipping needs finite bounds, the lower below the upper, got "
              + lower
              + " and "
              + upper
              + ".");
    }
    this.lower = lower;
    this.upper = upper;
  }

  /** Smallest output. */
  public double getLower() {
    return lower;
  }

  /** Largest output. */
  public double getUpper() {
    return upper;
  }

  @Override
  public List<ParameterBlock> blocks() {
    return List.of();
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    throw new IllegalStateException("Clipping has no parameters.");
  }

  @Override
  void checkInput(InputType inputType) {
    if (channelsOf(inputType) != nIn) {
      throw wrongInput(inputType, nIn + " channels");
    }
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new ClipRuntime(configuration, dataType);
  }
}
