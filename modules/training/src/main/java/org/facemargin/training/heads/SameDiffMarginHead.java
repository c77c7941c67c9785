package org.facemargin.training.heads;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reference head: the loss as SameDiff expressions, gradients by SameDiff's differentiation, on
 * any ND4J backend. Readable and slow; memory of a dozen arrays of (N, C). Training uses the fused
 * head.
 *
 * <p>Calculates in float32 or float64; buffers are float32 either way.
 */
public final class SameDiffMarginHead implements MarginHead {

  private static final String EMBEDDINGS = "embeddings";
  private static final String WEIGHTS = "weights";
  private static final String LABELS = "labels";

  private final MarginLoss loss;
  private final int classes;
  private final int dimension;
  private final DataType type;
  private final FloatBuffer weights;
  private final SameDiff graph = SameDiff.create();
  private final INDArray weightArray;
  private final List<String> stateNames = new ArrayList<>();
  private final SameDiffMarginExpression.Outputs outputs;
  private LossState state;

  /**
   * @param loss the loss
   * @param classes C
   * @param dimension d
   * @param type {@link DataType#FLOAT} or {@link DataType#DOUBLE}
   */
  public SameDiffMarginHead(MarginLoss loss, int classes, int dimension, DataType type) {
    this.loss = loss;
    this.classes = classes;
    this.dimension = dimension;
    this.type = type;
    this.state = loss.initialState();
    this.weights = direct(Math.multiplyExact(classes, dimension));
    this.weightArray = Nd4j.create(type, classes, dimension);
    SDVariable x = graph.placeHolder(EMBEDDINGS, type, -1, dimension);
    SDVariable y = graph.placeHolder(LABELS, DataType.INT32, -1);
    SDVariable w = graph.var(WEIGHTS, weightArray);
    List<SDVariable> stateVariables = new ArrayList<>();
    for (int i = 0; i < state.values().length; i++) {
      stateNames.add("state_" + i);
      stateVariables.add(graph.placeHolder("state_" + i, type, 1, 1));
    }
    this.outputs =
        new SameDiffMarginExpression(graph, type, loss, classes).build(x, w, y, stateVariables);
    graph.setLossVariables(outputs.lossSum());
    QuietDifferentiation.of(graph, EMBEDDINGS, WEIGHTS);
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public FloatBuffer weights() {
    return weights;
  }

  @Override
  public LossState state() {
    return state;
  }

  @Override
  public void restore(LossState restored) {
    state = restored;
  }

  @Override
  public HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    Labels.check(labels, classes);
    int n = labels.length;
    read(weights, weightArray);
    graph.associateArrayWithVariable(weightArray, WEIGHTS);
    Map<String, INDArray> inputs = new HashMap<>();
    INDArray x = Nd4j.create(type, n, dimension);
    read(embeddings, x);
    inputs.put(EMBEDDINGS, x);
    inputs.put(LABELS, Nd4j.createFromArray(labels));
    updateState(inputs);
    OutAndGrad pass =
        graph.calculateGradientsAndOutputs(
            inputs,
            List.of(
                outputs.lossSum().name(), outputs.targetCosines().name(), outputs.norms().name()),
            List.of(EMBEDDINGS, WEIGHTS));
    write(pass.getGradients().get(EMBEDDINGS), 1.0 / n, embeddingGradient);
    write(pass.getGradients().get(WEIGHTS), 1.0 / n, weightGradient);
    INDArray cosines = pass.getOutputs().get(outputs.targetCosines().name());
    return new HeadResult(
        pass.getOutputs().get(outputs.lossSum().name()).getDouble(0) / n,
        cosines.meanNumber().doubleValue(),
        cosines.castTo(DataType.FLOAT).data().asFloat(),
        pass.getOutputs().get(outputs.norms().name()).castTo(DataType.FLOAT).data().asFloat());
  }

  /** Cosines and norms are needed before the state, the state before the loss: two passes. */
  private void updateState(Map<String, INDArray> inputs) {
    if (stateNames.isEmpty()) {
      return;
    }
    Map<String, INDArray> seen =
        graph.output(inputs, outputs.targetCosines().name(), outputs.norms().name());
    state =
        state.updated(
            seen.get(outputs.targetCosines().name()).data().asDouble(),
            seen.get(outputs.norms().name()).data().asDouble());
    double[] values = state.values();
    for (int i = 0; i < values.length; i++) {
      inputs.put(stateNames.get(i), Nd4j.valueArrayOf(new long[] {1, 1}, values[i], type));
    }
  }

  private static void read(FloatBuffer from, INDArray to) {
    FloatBuffer source = from.duplicate();
    source.rewind();
    float[] values = new float[Math.toIntExact(to.length())];
    source.get(values);
    to.assign(Nd4j.createFromArray(values).reshape(to.shape()));
  }

  private static void write(INDArray from, double factor, FloatBuffer to) {
    double[] values = from.dup('c').data().asDouble();
    FloatBuffer target = to.duplicate();
    target.rewind();
    for (double value : values) {
      target.put((float) (value * factor));
    }
  }

  @Override
  public String description() {
    return "SameDiff expressions in "
        + type.name().toLowerCase(Locale.ROOT)
        + " on ND4J "
        + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public void close() {
    for (SDVariable variable : graph.variables()) {
      if (variable.getVariableType() == VariableType.VARIABLE && variable.getArr() != null) {
        variable.getArr().close();
      }
    }
  }
}
