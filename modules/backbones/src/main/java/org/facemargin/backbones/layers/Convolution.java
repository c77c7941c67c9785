package org.facemargin.backbones.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Square 2-D convolution (cross-correlation, as PyTorch's {@code Conv2d}) without bias: full,
 * grouped or depthwise.
 *
 * <p>Input (N, nIn, H, W), output (N, nOut, ⌊(H + 2p - k) / s⌋ + 1, …). Block: weight (nOut, nIn /
 * groups, k, k). {@code groups} g divides nIn and nOut; output channel o reads the nIn / g input
 * channels of group ⌊o g / nOut⌋. 1 is the full convolution, nIn = nOut the depthwise one.
 */
public final class Convolution extends BackboneLayer {

  private static final long serialVersionUID = 1L;

  private int kernelPx;
  private int stride;
  private int paddingPx;
  private int groups;
  private double initialDeviation;
  private boolean fixed;

  /** For Jackson. */
  Convolution() {}

  /**
   * Every {@code stride}-th pixel in both directions, as PyTorch's {@code MaxPool2d(1, stride)}
   * takes them: a depthwise 1x1 convolution whose weights are 1 and stay so.
   */
  public static Convolution sampling(int channels, int stride) {
    Convolution sampling = new Convolution(channels, channels, 1, stride, 0, channels, 0);
    sampling.fixed = true;
    return sampling;
  }

  /**
   * @param nIn input channels
   * @param nOut output channels
   * @param kernelPx side k of the square kernel
   * @param stride step s in both directions
   * @param paddingPx zeros p added on each side
   * @param groups a divisor of nIn and of nOut; 1 is the full convolution
   * @param initialDeviation standard deviation of the normal distribution initial weights are drawn
   *     from
   */
  public Convolution(
      int nIn,
      int nOut,
      int kernelPx,
      int stride,
      int paddingPx,
      int groups,
      double initialDeviation) {
    super(nIn, nOut);
    boolean divides = groups >= 1 && nIn % groups == 0 && nOut % groups == 0;
    if (kernelPx < 1 || stride < 1 || paddingPx < 0 || !divides) {
      throw new IllegalArgumentException(
          String.format(
              "A convolution needs kernel >= 1, stride >= 1, padding >= 0 and groups that divide"
                  + " both channel counts; got kernel %d, stride %d, padding %d, groups %d for %d"
                  + " -> %d channels.",
              kernelPx, stride, paddingPx, groups, nIn, nOut));
    }
    this.kernelPx = kernelPx;
    this.stride = stride;
    this.paddingPx = paddingPx;
    this.groups = groups;
    this.initialDeviation = initialDeviation;
  }

  /** Side of the square kernel, k. */
  public int getKernelPx() {
    return kernelPx;
  }

  /** Step in both directions, s. */
  public int getStride() {
    return stride;
  }

  /** Zeros added on each of the four sides, p. */
  public int getPaddingPx() {
    return paddingPx;
  }

  /** 1 for a full convolution, nIn = nOut for a depthwise one. */
  public int getGroups() {
    return groups;
  }

  /** Standard deviation of the initial weights. */
  public double getInitialDeviation() {
    return initialDeviation;
  }

  /** Whether its weights stay 1. */
  public boolean isFixed() {
    return fixed;
  }

  /**
   * Whether each channel has a kernel of its own. With one input channel both readings are the
   * same.
   */
  public boolean depthwise() {
    return groups > 1 && groups == nIn && groups == nOut;
  }

  /** Whether output channels read a part of the input channels. */
  public boolean grouped() {
    return groups > 1;
  }

  @Override
  public List<ParameterBlock> blocks() {
    return List.of(
        new ParameterBlock(
            "weight",
            fixed ? ParameterRole.FIXED_WEIGHT : ParameterRole.WEIGHT,
            List.of(nOut, nIn / groups, (long) kernelPx, (long) kernelPx)));
  }

  @Override
  void initialise(ParameterBlock block, INDArray values) {
    if (fixed) {
      values.assign(1.0);
      return;
    }
    values.assign(Nd4j.randn(values.dataType(), values.shape()).muli(initialDeviation));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    checkInput(inputType);
    InputType.InputTypeConvolutional image = (InputType.InputTypeConvolutional) inputType;
    return InputType.convolutional(
        outputPx(image.getHeight()), outputPx(image.getWidth()), nOut, image.getFormat());
  }

  /** Output extent for an input extent, in pixels. */
  public long outputPx(long inputPx) {
    return (inputPx + 2L * paddingPx - kernelPx) / stride + 1;
  }

  @Override
  void checkInput(InputType inputType) {
    requirePicture(inputType);
  }

  @Override
  LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType) {
    return new ConvolutionRuntime(configuration, dataType);
  }
}
