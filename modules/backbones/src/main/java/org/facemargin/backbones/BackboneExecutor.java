package org.facemargin.backbones;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;

/**
 * Runs one backbone graph over its flat parameter vector. All buffers are direct and in native byte
 * order; (N, 3, H, W) inputs and (N, d) embeddings are row-major.
 *
 * <p>The parameter vector includes batch normalisation's running statistics, at the places the DL4J
 * graph gives them; training passes update them in place, as PyTorch does (momentum 0.1, unbiased
 * variance). Not thread-safe.
 */
public interface BackboneExecutor extends AutoCloseable {

  /** Embedding dimension d. */
  int dimension();

  /** Length of the flat parameter vector. */
  long parameterCount();

  /**
   * The flat parameter vector itself, not a copy: an optimiser writes into it. Call {@link
   * #parametersChanged} after writing.
   */
  FloatBuffer parameters();

  /** Tells the executor that {@link #parameters} were written to. */
  void parametersChanged();

  /**
   * Training forward pass; keeps what {@link #backward} needs and updates running statistics.
   *
   * @param inputs N · 3 · H · W values; not modified
   * @param count N
   * @param embeddings receives N · d values
   */
  void forwardTraining(FloatBuffer inputs, int count, FloatBuffer embeddings);

  /**
   * Backward pass for the last training forward pass.
   *
   * @param embeddingGradient N · d values, dL/d embedding; may be overwritten
   * @param parameterGradient receives the gradient of every parameter; 0 at running statistics
   */
  void backward(FloatBuffer embeddingGradient, FloatBuffer parameterGradient);

  /**
   * Backward pass that says which stretches of the gradient are final as soon as they are.
   *
   * @param ready told of every stretch once, in this thread; unless an executor knows better, of
   *     all at the end
   */
  default void backward(
      FloatBuffer embeddingGradient, FloatBuffer parameterGradient, GradientReady ready) {
    backward(embeddingGradient, parameterGradient);
    ready.ready(0, parameterCount());
  }

  /**
   * From now on, batch normalisation in training uses mean and variance over the pictures of all
   * processes, and its gradient goes through them, as PyTorch's {@code SyncBatchNorm}: the joint
   * batch's result to rounding.
   *
   * @throws ConfigurationException if this executor cannot
   */
  default void synchroniseBatchNorm(StatisticsExchange exchange) {
    throw new ConfigurationException(
        "Batch normalisation cannot be synchronised between ranks by the engine '"
            + description()
            + "'; use engine.name: onednn, or ranks.batch_norm: per_rank.");
  }

  /**
   * From now on these stretches stay as they are, for an executor whose parameters live on a
   * device: their gradient is 0, and after each step and {@link #parametersChanged} they are what
   * they are now.
   *
   * @param parts in the order of the vector
   * @return whether this executor does so itself; otherwise whoever holds the parameters must
   */
  default boolean hold(List<ParameterSegment> parts) {
    return false;
  }

  /** Inference pass with running statistics. Arguments as for {@link #forwardTraining}. */
  void forwardInference(FloatBuffer inputs, int count, FloatBuffer embeddings);

  /**
   * Makes ready for training passes of this size: whatever is decided by measuring is decided here,
   * not in the first step.
   *
   * @param count N
   */
  default void prepareTraining(int count) {}

  /**
   * What was decided by measuring, as text; empty where nothing was. An executor that takes the
   * same decisions ({@link #choose}) computes the same bits.
   */
  default String choices() {
    return "";
  }

  /**
   * Takes decisions over from {@link #choices} of an earlier process instead of measuring again.
   */
  default void choose(String choices) {}

  /**
   * The heads that live where this executor does, by the name of their {@code HeadEngine}; empty
   * where that is this process's memory.
   */
  default Optional<String> heads() {
    return Optional.empty();
  }

  /**
   * What executes it, for run records: name, versions, anything that fell back to a slow path, in
   * words.
   */
  String description();

  @Override
  void close();
}
