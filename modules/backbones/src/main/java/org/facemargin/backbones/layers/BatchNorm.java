package org.facemargin.backbones.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation with PyTorch's meaning, over (N, C, H, W) or (N, C):
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + epsilon) + beta
 * </pre>
 *
 * <p>Training normalises with the batch's mean and biased variance and moves the running
 * statistics: r ← (1 - momentum) r + momentum · batch, with the unbiased batch variance. Inference
 * uses the running statistics. Blocks, each (C): gamma, beta, mean, variance.
 *
 * <p>With {@code fixedGamma} gamma stays 1 and its gradient is 0: the last layer of arcface_torch's
 * IResNet, {@code features}.
 */
public final class BatchNorm extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  /** PyTorch's default and arcface_torch's epsilon. */
  public static final double EPSILON = 1e-5;

  /** PyTorch's default share of the new batch in the running statistics. */
  public static final double MOMENTUM = 0.1;

  private double epsilon;
  private double momentum;
  private boolean fixedGamma;

  /** For Jackson. */
  BatchNorm() {}

  /**
   * With PyTorch's epsilon and momentum.
   *
   * @param channels C
   * @param fixedGamma whether gamma is held at 1
   */
  public BatchNorm(int channels, boolean fixedGamma) {
    this(channels, fixedGamma, EPSILON);
  }

  /**
   * With PyTorch's momentum.
   *
   * @param channels C
   * @param fixedGamma whether gamma is held at 1
   * @param epsilon added to the variance, positive
   */
  public BatchNorm(int channels, boolean fixedGamma, double epsilon) {
    super(channels, channels);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon is positive, got " + epsilon + ".");
    }
    this.epsilon = epsilon;
    this.momentum = MOMENTUM;
    this.fixedGamma = fixedGamma;
  }

  /** Added to the variance. */
  public double getEpsilon() {
    return epsilon;
  }

  /** Share of the new batch in the running statistics. */
  public double getMomentum() {
    return momentum;
  }

  /** Whether gamma is held at 1. */
  public boolean isFixedGamma() {
    return fixedGamma;
  }

  @Override
  public List<ParameterBlock> blocks() {
    List<Long> shape = List.of(nOut);
    ParameterRole scale = fixedGamma ? ParameterRole.FIXED_SCALE : ParameterRole.SCALE;
    return List.of(
        new ParameterBlock("gamma", scale, shape),
        new ParameterBlock("beta", ParameterRole.SHIFT, shape),
        new ParameterBlock("mean", ParameterRole.RUNNING_MEAN, shape),
        new ParameterBlock("variance", ParameterRole.RUNNING_VARIANCE, shape));
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    boolean one = block.key().equals("gamma") || block.key().equals("variance");
    values.assign(one ? 1.0 : 0.0);
  }

  @Override
  void checkInput(InputType inputType) {
    if (channelsOf(inputType) != nIn) {
      throw wrongInput(inputType, nIn + " channels");
    }
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new BatchNormRuntime(configuration, dataType);
  }
}
