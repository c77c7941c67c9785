package org.facemargin.backbones.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Channels weighted by what all of them are like on average: y = x · σ(E max(R m, 0)) with m the
 * mean over the pixels of each channel and σ(t) = 1 / (1 + e⁻ᵗ). Input (N, C, H, W). Blocks: reduce
 * R (r, C, 1, 1) and expand E (C, r, 1, 1), without biases.
 *
 * <p>Initial values as in face.evoLVe's {@code SEModule}: R uniform in ±√(6 / (C + r)) (Xavier), E
 * in ±1/√r. Source: J. Hu, L. Shen, S. Albanie, G. Sun, E. Wu: Squeeze-and-Excitation Networks,
 * CVPR 2018, arXiv:1709.01507, equations (2) to (4).
 */
public final class SqueezeExcitation extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  private int reduced;

  /** For Jackson. */
  SqueezeExcitation() {}

  /**
   * @param channels C
   * @param reduced r, the channels between the two matrices
   */
  public SqueezeExcitation(int channels, int reduced) {
    super(channels, channels);
    if (reduced < 1) {
      throw new IllegalArgumentException(
          "Channels between the matrices must be positive, got " + reduced + ".");
    }
    this.reduced = reduced;
  }

  /** r, the channels between the two matrices. */
  public int getReduced() {
    return reduced;
  }

  @Override
  public List<ParameterBlock> blocks() {
    return List.of(
        new ParameterBlock("reduce", ParameterRole.WEIGHT, List.of((long) reduced, nIn, 1L, 1L)),
        new ParameterBlock("expand", ParameterRole.WEIGHT, List.of(nIn, (long) reduced, 1L, 1L)));
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    double bound =
        block.key().equals("reduce") ? Math.sqrt(6.0 / (nIn + reduced)) : 1 / Math.sqrt(reduced);
    values.assign(Nd4j.rand(values.dataType(), values.shape()).muli(2 * bound).subi(bound));
  }

  @Override
  void checkInput(InputType inputType) {
    requirePicture(inputType);
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new SqueezeExcitationRuntime(configuration, dataType);
  }
}
