package org.facemargin.backbones.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * PReLU with one slope a channel: y = max(x, 0) + slope · min(x, 0). Input (N, C, H, W). Block:
 * slope (C), at first 0.25 as in PyTorch. At x = 0 the derivative is the slope, as in PyTorch.
 */
public final class PRelu extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  /** PyTorch's initial slope. */
  public static final double INITIAL_SLOPE = 0.25;

  /** For Jackson. */
  PRelu() {}

  /** With one slope for each of {@code channels} channels. */
  public PRelu(int channels) {
    super(channels, channels);
  }

  @Override
  public List<ParameterBlock> blocks() {
    return List.of(new ParameterBlock("slope", ParameterRole.SLOPE, List.of(nOut)));
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    values.assign(INITIAL_SLOPE);
  }

  @Override
  void checkInput(InputType inputType) {
    requirePicture(inputType);
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new PReluRuntime(configuration, dataType);
  }
}
