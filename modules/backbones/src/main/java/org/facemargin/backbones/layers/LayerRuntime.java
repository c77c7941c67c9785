package org.facemargin.backbones.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Plain ND4J execution of a layer: the slow, readable reference every faster executor is held
 * against.
 *
 * @param <C> its configuration
 */
abstract class LayerRuntime<C extends BackboneLayer> extends BaseLayer<C> {

  private static final long serialVersionUID = 1L;

  LayerRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public final boolean isPretrainLayer() {
    return false;
  }

  /** The gradients that were written to the views, with dL/d input. */
  final Pair<Gradient, INDArray> gradients(INDArray inputGradient) {
    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradient::setGradientFor);
    return new Pair<>(gradient, inputGradient);
  }
}
