package org.facemargin.backbones;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Walks a graph's vertices in topological order and back.
 *
 * <p>Activations and their gradients live in one ND4J workspace from the forward pass to the end of
 * the backward pass, each layer's temporaries in a second one that is emptied after the layer.
 * ND4J's workspaces belong to a thread: all calls have to come from one thread.
 */
final class Nd4jExecutor implements BackboneExecutor {

  private static final String STEP = "FACEMARGIN_STEP";
  private static final String SCRATCH = "FACEMARGIN_SCRATCH";

  /** Grows on the first pass to what one pass needs, and is kept. */
  private static final WorkspaceConfiguration GROWING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyLearning(LearningPolicy.OVER_TIME)
          .cyclesBeforeInitialization(1)
          .policyAllocation(AllocationPolicy.STRICT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final ComputationGraph graph;
  private final boolean oneDnn;
  private final LayerWorkspaceMgr workspaces;
  private final FloatBuffer parameters;
  private final BackboneShape shape;
  private final int[] order;
  private final int outputVertex;
  private INDArray[] activations = {};

  Nd4jExecutor(ComputationGraph graph, boolean oneDnn) {
    this.graph = graph;
    this.oneDnn = oneDnn;
    this.workspaces =
        LayerWorkspaceMgr.builder()
            .defaultWorkspace(STEP, GROWING)
            .with(ArrayType.FF_WORKING_MEM, SCRATCH, GROWING)
            .with(ArrayType.BP_WORKING_MEM, SCRATCH, GROWING)
            .build();
    this.parameters = graph.params().data().asNioFloat();
    this.shape = BackboneShape.of(graph);
    this.order = graph.topologicalSortOrder();
    String output = graph.getConfiguration().getNetworkOutputs().get(0);
    this.outputVertex = graph.getVertex(output).getVertexIndex();
    graph.initGradientsView();
  }

  @Override
  public int dimension() {
    return shape.dimension();
  }

  @Override
  public long parameterCount() {
    return graph.numParams();
  }

  @Override
  public FloatBuffer parameters() {
    return parameters.duplicate();
  }

  /** The layers read the vector itself. */
  @Override
  public void parametersChanged() {}

  @Override
  public void forwardTraining(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    endStep();
    stepWorkspace().notifyScopeEntered();
    try {
      forward(inputs, count, true, embeddings);
    } finally {
      // Left open for the backward pass, but nobody else's arrays belong into it.
      Nd4j.getMemoryManager().setCurrentWorkspace(null);
    }
  }

  @Override
  public void forwardInference(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    endStep();
    stepWorkspace().notifyScopeEntered();
    try {
      forward(inputs, count, false, embeddings);
    } finally {
      stepWorkspace().notifyScopeLeft();
      activations = new INDArray[0];
    }
  }

  private void forward(FloatBuffer inputs, int count, boolean training, FloatBuffer embeddings) {
    activations = new INDArray[graph.getVertices().length];
    for (int index : order) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.isInputVertex()) {
        activations[index] = picture(inputs, count);
        continue;
      }
      VertexIndices[] sources = vertex.getInputVertices();
      MemoryWorkspace scratch = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM);
      try {
        for (int i = 0; i < sources.length; i++) {
          vertex.setInput(i, activations[sources[i].getVertexIndex()], workspaces);
        }
        activations[index] = vertex.doForward(training, workspaces);
      } finally {
        scratch.close();
      }
    }
    copy(activations[outputVertex], embeddings);
  }

  private INDArray picture(FloatBuffer inputs, int count) {
    INDArray picture =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            DataType.FLOAT,
            new long[] {count, 3, shape.inputPx(), shape.inputPx()},
            'c');
    picture
        .data()
        .asNioFloat()
        .put(inputs.duplicate().limit(inputs.position() + Math.toIntExact(picture.length())));
    return picture;
  }

  @Override
  public void backward(FloatBuffer embeddingGradient, FloatBuffer parameterGradient) {
    if (activations.length == 0) {
      throw new IllegalStateException("There was no training forward pass to go back from.");
    }
    Nd4j.getMemoryManager().setCurrentWorkspace(stepWorkspace());
    INDArray[] gradients = new INDArray[activations.length];
    gradients[outputVertex] = output(embeddingGradient);
    for (int i = order.length - 1; i >= 0; i--) {
      GraphVertex vertex = graph.getVertices()[order[i]];
      if (!vertex.isInputVertex()) {
        pass(vertex, gradients);
      }
    }
    copy(graph.getGradientsViewArray(), parameterGradient);
    endStep();
  }

  private INDArray output(FloatBuffer gradient) {
    long[] extents = activations[outputVertex].shape();
    INDArray array =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, extents, 'c');
    int length = Math.toIntExact(array.length());
    array.data().asNioFloat().put(gradient.duplicate().limit(gradient.position() + length));
    return array;
  }

  /** Hands a vertex's gradient on to the vertices it reads, adding where several ways lead. */
  private void pass(GraphVertex vertex, INDArray[] gradients) {
    MemoryWorkspace scratch = workspaces.notifyScopeEntered(ArrayType.BP_WORKING_MEM);
    try {
      vertex.setEpsilon(gradients[vertex.getVertexIndex()]);
      INDArray[] toInputs = vertex.doBackward(false, workspaces).getSecond();
      VertexIndices[] sources = vertex.getInputVertices();
      for (int i = 0; i < sources.length; i++) {
        int source = sources[i].getVertexIndex();
        gradients[source] =
            gradients[source] == null
                ? toInputs[i]
                : workspaces.dup(ArrayType.ACTIVATION_GRAD, gradients[source]).addi(toInputs[i]);
      }
    } finally {
      scratch.close();
    }
  }

  private static void copy(INDArray from, FloatBuffer to) {
    int length = Math.toIntExact(from.length());
    to.duplicate().put(from.data().asNioFloat().limit((int) from.offset() + length));
  }

  private static MemoryWorkspace stepWorkspace() {
    return Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(GROWING, STEP);
  }

  private void endStep() {
    MemoryWorkspace step = stepWorkspace();
    if (step.isScopeActive()) {
      graph.clearLayersStates();
      step.notifyScopeLeft();
      Nd4j.getMemoryManager().setCurrentWorkspace(null);
    }
    activations = new INDArray[0];
  }

  @Override
  public String description() {
    return "ND4J operations, "
        + Nd4j.getBackend().getClass().getSimpleName()
        + (oneDnn ? ", convolutions by oneDNN" : ", SLOW PATH: convolutions without oneDNN");
  }

  /** Frees this thread's working memory; the graph stays usable. */
  @Override
  public void close() {
    endStep();
    Nd4j.getWorkspaceManager().destroyWorkspace(stepWorkspace());
    Nd4j.getWorkspaceManager()
        .destroyWorkspace(
            Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(GROWING, SCRATCH));
  }
}
