package org.facemargin.training.heads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A margin loss as the last layer of any DL4J ComputationGraph: input (N, d), labels (N, 1) with
 * class numbers (not one-hot), parameter {@code W} (C, d) in row-major order. Its activations are
 * the cosines (N, C). Differentiated by SameDiff.
 *
 * <p>The loss is the sum over the batch, because DL4J divides score and gradients by the batch
 * itself. A loss's state (CurricularFace's t, AdaFace's statistics) is updated once a backward pass
 * and is a field of this configuration, so that saving the graph saves it.
 *
 * <p>Limits of DL4J 1.0.0-M2.1: labels are floats, so classes above 2^24 are not exact; {@code
 * graph.setParam} does nothing for SameDiff layers, write {@code
 * graph.getLayer(name).getParam("W").assign(…)}; the forward pass runs twice an iteration. Large
 * class counts: use the fused head.
 */
public final class SameDiffMarginLayer extends SameDiffOutputLayer {

  /** The name of the one parameter. */
  public static final String WEIGHTS = "W";

  private static final long serialVersionUID = 1L;
  private static final String COSINES = "cosines";
  private static final double INITIAL_DEVIATION = 0.01;

  private String loss;
  private TreeMap<String, String> settings = new TreeMap<>();
  private long nIn;
  private long nOut;
  private long seed;
  private double[] state = new double[0];

  /** For DL4J's deserialiser. */
  public SameDiffMarginLayer() {}

  /**
   * @param loss registry name of the loss
   * @param settings its parameters as a user writes them; the rest have their defaults
   * @param dimension d; 0 to take it from the layer below
   * @param classes C
   * @param seed seed of the initial centres, N(0, 0.01²)
   * @throws org.facemargin.core.ConfigurationException if the loss or a setting is unknown or out
   *     of range
   */
  public SameDiffMarginLayer(
      String loss, Map<String, String> settings, int dimension, int classes, long seed) {
    this.loss = loss;
    this.settings = new TreeMap<>(settings);
    this.nIn = dimension;
    this.nOut = classes;
    this.seed = seed;
    this.state = margin().initialState().values();
  }

  /** The configured loss. */
  MarginLoss margin() {
    MarginLossFactory factory = NamedRegistry.of(MarginLossFactory.class).get(loss);
    return factory.create(Settings.of(factory, settings));
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, SDVariable labels, Map<String, SDVariable> parameters) {
    DataType type = input.dataType();
    SDVariable targets = column(labels, 0).castTo(DataType.INT32).reshape(-1);
    List<SDVariable> stateColumns = new ArrayList<>();
    for (int i = 0; i < state.length; i++) {
      stateColumns.add(column(labels, i + 1));
    }
    SameDiffMarginExpression.Outputs outputs =
        new SameDiffMarginExpression(graph, type, margin(), Math.toIntExact(nOut))
            .build(input, parameters.get(WEIGHTS), targets, stateColumns);
    graph.identity(COSINES, outputs.cosines());
    return outputs.lossSum();
  }

  /** A column of the labels as (N, 1), without a slice: {@code strided_slice} keeps no -1 sizes. */
  private SDVariable column(SDVariable labels, int index) {
    if (state.length == 0) {
      return labels;
    }
    double[] pick = new double[state.length + 1];
    pick[index] = 1;
    SDVariable mask =
        labels
            .getSameDiff()
            .constant(Nd4j.createFromArray(pick).castTo(labels.dataType()).reshape(1, pick.length));
    return labels.mul(mask).sum(true, 1);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    SameDiffMarginRuntime runtime = new SameDiffMarginRuntime(configuration, type);
    runtime.setListeners(listeners);
    runtime.setIndex(index);
    runtime.setParamsViewArray(parameters);
    runtime.setParamTable(initializer().init(configuration, parameters, initialise));
    runtime.setConf(configuration);
    return runtime;
  }

  @Override
  public String activationsVertexName() {
    return COSINES;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam(WEIGHTS, nOut, nIn);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    SplittableRandom random = RandomStream.of(seed, "init").generator();
    INDArray weights = parameters.get(WEIGHTS);
    for (long row = 0; row < nOut; row++) {
      for (long column = 0; column < nIn; column++) {
        weights.putScalar(row, column, random.nextGaussian() * INITIAL_DEVIATION);
      }
    }
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    if (nIn == 0 || override) {
      nIn = ((InputType.InputTypeFeedForward) inputType).getSize();
    }
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    return InputType.feedForward(nOut);
  }

  /** Registry name of the loss. */
  public String getLoss() {
    return loss;
  }

  /** For DL4J's deserialiser. */
  public void setLoss(String loss) {
    this.loss = loss;
  }

  /** The loss's settings, as a user wrote them. */
  public Map<String, String> getSettings() {
    return settings;
  }

  /** For DL4J's deserialiser. */
  public void setSettings(Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** d. */
  public long getNIn() {
    return nIn;
  }

  /** For DL4J's deserialiser. */
  public void setNIn(long dimension) {
    this.nIn = dimension;
  }

  /** C. */
  public long getNOut() {
    return nOut;
  }

  /** For DL4J's deserialiser. */
  public void setNOut(long classes) {
    this.nOut = classes;
  }

  /** Seed of the initial centres. */
  public long getSeed() {
    return seed;
  }

  /** For DL4J's deserialiser. */
  public void setSeed(long seed) {
    this.seed = seed;
  }

  /** The numbers of the loss's state; a copy. */
  public double[] getState() {
    return state.clone();
  }

  /** For the running layer, once a step, and for DL4J's deserialiser. */
  public void setState(double[] state) {
    this.state = state.clone();
  }
}
