package org.facemargin.backbones.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation as two broadcasts, y = a x + b with a, b per channel, their values computed
 * in double.
 *
 * <p>Backward, with M = N·H·W values a channel and x̂ = (x - mean) / √(variance + ε):
 *
 * <pre>
 * d beta  = Σ dy          d gamma = Σ dy x̂
 * dx      = gamma / √(variance + ε) · (dy - (d beta + x̂ · d gamma) / M)
 * </pre>
 */
final class BatchNormRuntime extends LayerRuntime<BatchNorm> {

  private static final long serialVersionUID = 1L;

  private double[] batchMean = {};
  private double[] inverseDeviation = {};

  BatchNormRuntime(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray x = asImages(input);
    if (training) {
      observe(x);
    } else {
      useRunningStatistics();
    }
    int channels = batchMean.length;
    double[] gamma = getParam("gamma").toDoubleVector();
    double[] beta = getParam("beta").toDoubleVector();
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = gamma[c] * inverseDeviation[c];
      shift[c] = beta[c] - batchMean[c] * scale[c];
    }
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), x.shape(), 'c');
    x.mul(perChannel(scale), output);
    return output.addi(perChannel(shift)).reshape('c', input.shape());
  }

  /** Takes the batch's statistics and moves the running ones. */
  private void observe(INDArray x) {
    int channels = (int) x.size(1);
    long pixels = x.size(2) * x.size(3);
    double count = (double) x.size(0) * pixels;
    batchMean = ChannelSums.of(x);
    for (int c = 0; c < channels; c++) {
      batchMean[c] /= count;
    }
    INDArray centred = x.sub(perChannel(batchMean));
    double[] squares = ChannelSums.of(centred.muli(centred));
    inverseDeviation = new double[channels];
    INDArray mean = getParam("mean");
    INDArray variance = getParam("variance");
    double momentum = layerConf().getMomentum();
    for (int c = 0; c < channels; c++) {
      inverseDeviation[c] = 1 / Math.sqrt(squares[c] / count + layerConf().getEpsilon());
      move(mean, c, batchMean[c], momentum);
      move(variance, c, squares[c] / Math.max(count - 1, 1), momentum);
    }
  }

  private static void move(INDArray running, int channel, double observed, double momentum) {
    running.putScalar(channel, (1 - momentum) * running.getDouble(channel) + momentum * observed);
  }

  private void useRunningStatistics() {
    batchMean = getParam("mean").toDoubleVector();
    inverseDeviation =
        Arrays.stream(getParam("variance").toDoubleVector())
            .map(variance -> 1 / Math.sqrt(variance + layerConf().getEpsilon()))
            .toArray();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray outputGradient, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray x = asImages(input);
    INDArray dy = asImages(outputGradient);
    int channels = batchMean.length;
    double count = (double) x.length() / channels;
    double[] betaGradient = ChannelSums.of(dy);
    INDArray centred = x.sub(perChannel(batchMean));
    double[] gammaGradient = ChannelSums.of(dy.mul(centred));
    double[] gamma = getParam("gamma").toDoubleVector();
    double[] fromOutput = new double[channels];
    double[] fromCentred = new double[channels];
    double[] constant = new double[channels];
    for (int c = 0; c < channels; c++) {
      gammaGradient[c] *= inverseDeviation[c];
      fromOutput[c] = gamma[c] * inverseDeviation[c];
      fromCentred[c] = -fromOutput[c] * gammaGradient[c] * inverseDeviation[c] / count;
      constant[c] = -fromOutput[c] * betaGradient[c] / count;
    }
    INDArray inputGradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    dy.mul(perChannel(fromOutput), inputGradient);
    inputGradient.addi(centred.muli(perChannel(fromCentred))).addi(perChannel(constant));
    write("beta", betaGradient);
    write("gamma", layerConf().isFixedGamma() ? new double[channels] : gammaGradient);
    gradientViews.get("mean").assign(0.0);
    gradientViews.get("variance").assign(0.0);
    return gradients(inputGradient.reshape('c', input.shape()));
  }

  private void write(String key, double[] gradient) {
    INDArray view = gradientViews.get(key);
    for (int c = 0; c < gradient.length; c++) {
      view.putScalar(c, gradient[c]);
    }
  }

  private INDArray perChannel(double[] values) {
    return Nd4j.createFromArray(values)
        .castTo(input.dataType())
        .reshape('c', 1, values.length, 1, 1);
  }

  /** (N, C) as (N, C, 1, 1). */
  private static INDArray asImages(INDArray array) {
    return array.rank() == 4 ? array : array.reshape('c', array.size(0), array.size(1), 1, 1);
  }
}
