package org.facemargin.training.heads;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.LossState;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What runs a {@link SameDiffMarginLayer}: DL4J's own SameDiff layer, which also checks labels,
 * carries the loss's state and differentiates without printing.
 *
 * <p>SameDiff layers have no place for state, so it travels as further columns of the labels.
 */
final class SameDiffMarginRuntime extends SameDiffOutputLayer {

  private static final long serialVersionUID = 1L;

  SameDiffMarginRuntime(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private SameDiffMarginLayer configuration() {
    return (SameDiffMarginLayer) layerConf();
  }

  @Override
  public void setLabels(INDArray labels) {
    if (labels == null) {
      super.setLabels(null);
      return;
    }
    if (labels.rank() != 2 || labels.size(1) != 1) {
      throw ConfigurationException.of(
          "Labels of the margin layer have shape %s, expected (N, 1) with class numbers.",
          Arrays.toString(labels.shape()));
    }
    Labels.check(numbers(labels), Math.toIntExact(configuration().getNOut()));
    super.setLabels(withState(labels));
  }

  private static int[] numbers(INDArray labels) {
    int[] numbers = new int[(int) labels.length()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = labels.getInt(i);
    }
    return numbers;
  }

  private INDArray withState(INDArray labels) {
    double[] state = configuration().getState();
    if (state.length == 0) {
      return labels;
    }
    MemoryWorkspace heap = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      INDArray wide = Nd4j.create(dataType, labels.size(0), 1 + state.length);
      wide.putColumn(0, labels.castTo(dataType).reshape(labels.size(0)));
      for (int i = 0; i < state.length; i++) {
        wide.getColumn(i + 1).assign(state[i]);
      }
      return wide;
    } finally {
      heap.close();
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (configuration().getState().length > 0) {
      updateState();
    }
    return super.backpropGradient(epsilon, workspaces);
  }

  private void updateState() {
    MemoryWorkspace heap = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      INDArray targets = labels.getColumn(0).dup().reshape(labels.size(0), 1);
      int[] rows = numbers(targets);
      INDArray centres = Nd4j.pullRows(getParam(SameDiffMarginLayer.WEIGHTS), 1, rows);
      double[] norms = new double[rows.length];
      double[] cosines = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        INDArray x = input.getRow(i);
        INDArray w = centres.getRow(i);
        norms[i] = x.norm2Number().doubleValue();
        double product = norms[i] * w.norm2Number().doubleValue();
        cosines[i] = product > 0 ? x.mul(w).sumNumber().doubleValue() / product : 0;
      }
      LossState initial = configuration().margin().initialState();
      LossState now = initial.withValues(configuration().getState()).updated(cosines, norms);
      configuration().setState(now.values());
      super.setLabels(withState(targets));
    } finally {
      heap.close();
    }
  }

  @Override
  protected void doInit() {
    super.doInit();
    MemoryWorkspace heap = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      sameDiff.setLossVariables(outputVar.name());
      QuietDifferentiation.of(sameDiff, "input");
    } finally {
      heap.close();
    }
  }
}
