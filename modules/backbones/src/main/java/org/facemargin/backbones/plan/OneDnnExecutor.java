package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.backbones.GradientReady;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.StatisticsExchange;

/**
 * Runs plans: one for training, the last few for inference, each made when its batch size first
 * comes.
 */
final class OneDnnExecutor implements BackboneExecutor {

  private static final int INFERENCE_PLANS = 3;

  private final ComputationGraph graph;
  private final PlanVertices vertices;
  private final ParameterLayout layout;
  private final FloatBuffer parameters;
  private final long address;
  private final List<ParameterSegment> untrained;
  private final Map<Integer, Plan> inference = new LinkedHashMap<>();
  private final PreparedParameters prepared = new PreparedParameters();
  private final ConvolutionKernels trainingKernels;
  private final ConvolutionKernels inferenceKernels;
  private Optional<Plan> training = Optional.empty();
  private Optional<StatisticsExchange> exchange = Optional.empty();
  private boolean backwardDue;

  OneDnnExecutor(ComputationGraph graph, Winograd winograd) {
    this.trainingKernels = ConvolutionKernels.timed(winograd);
    this.inferenceKernels = ConvolutionKernels.byRule(winograd);
    this.graph = graph;
    this.vertices = PlanVertices.of(graph);
    this.layout = ParameterLayout.of(graph);
    this.parameters = graph.params().data().asNioFloat();
    this.address = RawAddress.of(parameters);
    this.untrained =
        layout.segments().stream().filter(segment -> !segment.role().trained()).toList();
  }

  @Override
  public int dimension() {
    return vertices.all().get(vertices.output()).shape().channels();
  }

  @Override
  public long parameterCount() {
    return layout.length();
  }

  @Override
  public FloatBuffer parameters() {
    return parameters.duplicate();
  }

  /** Training reads the vector itself at each step, inference what was prepared of it. */
  @Override
  public void parametersChanged() {
    prepared.expire();
  }

  @Override
  public void forwardTraining(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    prepareTraining(count);
    // running statistics move, so that what inference has prepared is worth nothing any more
    closeInference();
    training.get().forward(inputs, embeddings);
    backwardDue = true;
  }

  @Override
  public void prepareTraining(int count) {
    if (training.map(Plan::count).filter(planned -> planned == count).isEmpty()) {
      training.ifPresent(Plan::close);
      training =
          Optional.of(Plan.training(vertices, layout, count, address, trainingKernels, exchange));
    }
  }

  @Override
  public String choices() {
    return trainingKernels.recorded();
  }

  @Override
  public void choose(String choices) {
    training.ifPresent(Plan::close);
    training = Optional.empty();
    trainingKernels.take(choices);
  }

  @Override
  public void synchroniseBatchNorm(StatisticsExchange others) {
    training.ifPresent(Plan::close);
    training = Optional.empty();
    exchange = Optional.of(others);
  }

  @Override
  public void backward(FloatBuffer embeddingGradient, FloatBuffer parameterGradient) {
    backward(embeddingGradient, parameterGradient, (from, to) -> {});
  }

  @Override
  public void backward(
      FloatBuffer embeddingGradient, FloatBuffer parameterGradient, GradientReady ready) {
    if (!backwardDue) {
      throw new IllegalStateException("There was no training forward pass to go back from.");
    }
    backwardDue = false;
    for (ParameterSegment segment : untrained) {
      int from = parameterGradient.position() + (int) segment.offset();
      for (int i = from; i < from + segment.length(); i++) {
        parameterGradient.put(i, 0);
      }
    }
    training.orElseThrow().backward(embeddingGradient, parameterGradient, ready);
  }

  @Override
  public void forwardInference(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    Plan plan = inference.remove(count);
    if (plan == null) {
      plan = Plan.inference(vertices, layout, count, address, inferenceKernels, prepared);
    }
    inference.put(count, plan);
    if (inference.size() > INFERENCE_PLANS) {
      int oldest = inference.keySet().iterator().next();
      inference.remove(oldest).close();
    }
    prepared.refresh(address);
    plan.forward(inputs, embeddings);
  }

  private void closeInference() {
    inference.values().forEach(Plan::close);
    inference.clear();
    prepared.close();
  }

  /**
   * The training plan, for whoever measures it.
   *
   * @throws IllegalStateException before {@link #prepareTraining}
   */
  Plan trainingPlan() {
    return training.orElseThrow(() -> new IllegalStateException("No training plan was made yet."));
  }

  @Override
  public String description() {
    List<String> fallbacks =
        training
            .or(() -> inference.values().stream().findFirst())
            .map(Plan::fallbacks)
            .orElse(List.of());
    String slow =
        fallbacks.isEmpty() ? "" : ", SLOW reference code for " + String.join(", ", fallbacks);
    return "oneDNN "
        + OneDnn.version()
        + ", "
        + OneDnn.instructions()
        + ", "
        + threads()
        + " threads, static plan, activations in blocks of "
        + Layouts.BLOCK
        + (TileWorkers.available() ? ", large batch norms with their PReLU" : "")
        + "; "
        + (training.isPresent() || inference.isEmpty() ? trainingKernels : inferenceKernels)
            .description()
        + slow;
  }

  /** As OpenMP counts them. */
  private static String threads() {
    return Optional.ofNullable(System.getenv("OMP_NUM_THREADS"))
        .orElseGet(() -> String.valueOf(Runtime.getRuntime().availableProcessors()));
  }

  /** Frees the plans; the graph, whose vector this reads, stays usable. */
  @Override
  public void close() {
    training.ifPresent(Plan::close);
    training = Optional.empty();
    closeInference();
    backwardDue = false;
    // the vector must outlive the plans: this reference holds it until here
    graph.clearLayersStates();
  }
}
