package org.facemargin.libtorch;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.DataException;

/**
 * A backbone run by libtorch. On a GPU {@link #parameters} is a copy as new as the call, and {@link
 * #parametersChanged} brings it back: fit for reading and for resuming. A run whose head lives on
 * the device as well never does either in a step ({@link LibtorchSteps}).
 */
final class LibtorchExecutor implements BackboneExecutor {

  /** Whose vector this reads, where it is a graph's: it must not go before. */
  private final Optional<ComputationGraph> graph;

  private final BackboneShape shape;
  private final TorchDevice device;
  private final TorchNetwork network;
  private Optional<HeldParts> held = Optional.empty();
  private int heldArrays;
  private Tensor embedded;

  LibtorchExecutor(ComputationGraph graph, TorchDevice device) {
    this(graph.getConfiguration(), graph.params().data().asNioFloat(), Optional.of(graph), device);
  }

  /** Over parameters of the caller's, which live as long as this. */
  LibtorchExecutor(
      ComputationGraphConfiguration configuration, FloatBuffer parameters, TorchDevice device) {
    this(configuration, parameters, Optional.empty(), device);
  }

  private LibtorchExecutor(
      ComputationGraphConfiguration configuration,
      FloatBuffer parameters,
      Optional<ComputationGraph> graph,
      TorchDevice device) {
    this.graph = graph;
    this.shape = BackboneShape.of(configuration);
    this.device = device;
    this.network = new TorchNetwork(configuration, parameters, device);
  }

  TorchNetwork network() {
    return network;
  }

  TorchDevice device() {
    return device;
  }

  /** The vector on the device was written to. */
  void changedThere() {
    network.parameters().changedThere();
  }

  @Override
  public int dimension() {
    return shape.dimension();
  }

  @Override
  public long parameterCount() {
    return network.layout().length();
  }

  @Override
  public FloatBuffer parameters() {
    return network.parameters().here();
  }

  @Override
  public void parametersChanged() {
    network.parameters().changedHere();
    Torch.scoped(this::restoreHeld);
  }

  @Override
  public boolean hold(List<ParameterSegment> parts) {
    held = Optional.of(new HeldParts(parts, network.vector()));
    heldArrays = parts.size();
    return true;
  }

  /** After a step: what is held is what it was. */
  void restoreHeld() {
    held.ifPresent(parts -> parts.restore(network.vector()));
    held.ifPresent(parts -> changedThere());
  }

  /** Adds to the flat gradient; nothing where parts are held. */
  void backward(Tensor embeddings, Tensor embeddingGradient) {
    network.backward(embeddings, embeddingGradient);
    held.ifPresent(parts -> parts.clear(network.gradient()));
  }

  @Override
  public void forwardTraining(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    forget();
    Torch.scoped(
        () -> {
          embedded = train(pictures(inputs, count)).retainReference();
          device.down(embedded, embeddings);
        });
  }

  /** A training pass whose graph is kept; running statistics move. */
  Tensor train(Tensor pictures) {
    if (pictures.size(0) < 2) {
      throw new DataException(
          "The engine 'libtorch' trains batches of at least 2 pictures: one alone has no unbiased"
              + " variance.");
    }
    changedThere();
    return network.forward(pictures, true);
  }

  private Tensor pictures(FloatBuffer inputs, int count) {
    return device.up(inputs, count, 3, shape.inputPx(), shape.inputPx());
  }

  @Override
  public void backward(FloatBuffer embeddingGradient, FloatBuffer parameterGradient) {
    if (embedded == null) {
      throw new IllegalStateException("There was no training forward pass to go back from.");
    }
    Torch.scoped(
        () -> {
          network.gradient().zero_();
          Tensor pull = device.up(embeddingGradient, embedded.size(0), dimension());
          backward(embedded, pull);
          restoreHeld();
          device.down(network.gradient(), parameterGradient);
        });
    forget();
  }

  private void forget() {
    if (embedded != null) {
      embedded.close();
      embedded = null;
    }
  }

  @Override
  public void forwardInference(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    Torch.scoped(() -> device.down(network.forward(pictures(inputs, count), false), embeddings));
  }

  @Override
  public Optional<String> heads() {
    return Optional.of(LibtorchEngine.NAME);
  }

  @Override
  public String description() {
    return device.description() + (held.isEmpty() ? "" : "; frozen: " + heldArrays + " arrays");
  }

  @Override
  public void close() {
    parameters();
    forget();
    held.ifPresent(HeldParts::close);
    network.close();
    graph.ifPresent(ComputationGraph::clearLayersStates);
  }
}
