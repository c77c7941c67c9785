package org.facemargin.backbones.layers;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Configuration of a layer of this package: Jackson-serialisable inside a {@code
 * ComputationGraphConfiguration}, and everything an executor has to know.
 *
 * <p>{@code getNIn()} and {@code getNOut()} are input and output channels (features). Activation
 * function, updater and regularisation that DL4J keeps in every layer are not used: backbones are
 * trained by {@code org.facemargin.training}.
 */
public abstract sealed class BackboneLayer extends FeedForwardLayer
    permits Convolution, BatchNorm, PRelu, Clip, SqueezeExcitation, Dense {

  private static final long serialVersionUID = 1L;

  private int inputPx;

  /** For Jackson. */
  protected BackboneLayer() {}

  /**
   * @param nIn input channels
   * @param nOut output channels
   */
  protected BackboneLayer(long nIn, long nOut) {
    if (nIn <= 0 || nOut <= 0) {
      throw new IllegalArgumentException(
          "Channels must be positive, got " + nIn + " in, " + nOut + " out.");
    }
    this.nIn = nIn;
    this.nOut = nOut;
  }

  /**
   * Side of the square picture the layer reads, in pixels; 0 where it reads (N, nIn). Known once
   * the graph is built.
   */
  public final int getInputPx() {
    return inputPx;
  }

  /** The layer's parameters, in the order they lie in the flat vector. */
  public abstract List<ParameterBlock> blocks();

  /** Writes the initial values of one block; drawn from ND4J's generator where they are random. */
  abstract void initialise(ParameterBlock block, INDArray values);

  /** The plain ND4J execution of this layer. */
  abstract LayerRuntime<?> runtime(NeuralNetConfiguration configuration, DataType dataType);

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType dataType) {
    LayerRuntime<?> runtime = runtime(configuration, dataType);
    runtime.setListeners(listeners);
    runtime.setIndex(index);
    runtime.setParamsViewArray(parameters);
    runtime.setParamTable(initializer().init(configuration, parameters, initialise));
    runtime.setConf(configuration);
    return runtime;
  }

  @Override
  public final ParamInitializer initializer() {
    return BlockInitializer.INSTANCE;
  }

  /** Flattening, where a layer needs it, is part of the layer. */
  @Override
  public final InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  /** Channels are given explicitly; the input type is only held against them. */
  @Override
  public final void setNIn(InputType inputType, boolean override) {
    checkInput(inputType);
    if (inputType instanceof InputType.InputTypeConvolutional image) {
      inputPx = (int) image.getHeight();
    }
  }

  abstract void checkInput(InputType inputType);

  /** As many channels of a picture as the layer takes. */
  final void requirePicture(InputType inputType) {
    if (!(inputType instanceof InputType.InputTypeConvolutional) || channelsOf(inputType) != nIn) {
      throw wrongInput(inputType, nIn + " channels of a picture");
    }
  }

  /** Of a layer that changes no shape. */
  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    checkInput(inputType);
    return inputType;
  }

  @Override
  public final List<Regularization> getRegularizationByParam(String key) {
    return List.of();
  }

  @Override
  public final boolean isPretrainParam(String key) {
    return false;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameters = blocks().stream().mapToLong(ParameterBlock::length).sum();
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
        .standardMemory(parameters, 0)
        .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  final IllegalArgumentException wrongInput(InputType inputType, String expected) {
    return new IllegalArgumentException(
        getClass().getSimpleName()
            + " '"
            + getLayerName()
            + "' got "
            + inputType
            + ", expected "
            + expected
            + ".");
  }

  static long channelsOf(InputType inputType) {
    if (inputType instanceof InputType.InputTypeConvolutional image) {
      return image.getChannels();
    }
    if (inputType instanceof InputType.InputTypeFeedForward features) {
      return features.getSize();
    }
    return -1;
  }
}
