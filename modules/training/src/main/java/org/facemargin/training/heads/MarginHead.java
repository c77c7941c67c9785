package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.facemargin.margins.LossState;
import org.facemargin.training.ranks.ClassRange;

/**
 * Class centres and a margin loss. Buffers are direct and in native byte order, matrices row-major.
 * Not thread-safe.
 *
 * <p>Shapes: N batch, C classes, d embedding dimension.
 */
public interface MarginHead extends AutoCloseable {

  /** Number of classes, C: labels are below it. */
  int classes();

  /** The classes whose centres are here; all of them but where ranks share them. */
  default ClassRange range() {
    return ClassRange.whole(classes());
  }

  /** Embedding dimension, d. */
  int dimension();

  /**
   * Raw (not normalised) class centres of {@link #range}, a row for each: the parameters
   * themselves, or, where they live on another device, a copy as new as the call. Call {@link
   * #weightsChanged} after writing.
   */
  FloatBuffer weights();

  /** Tells the head that {@link #weights} were written to. */
  default void weightsChanged() {}

  /** The loss's state, for the checkpoint. */
  LossState state();

  /** Restores the loss's state. */
  void restore(LossState state);

  /**
   * One forward and backward pass. Where ranks share the classes, every rank gives as many rows of
   * its own, and N is their number over all ranks.
   *
   * @param embeddings raw embeddings of this rank's rows, (n, d); not modified
   * @param labels their n targets in [0, C)
   * @param embeddingGradient receives dL/d embeddings, (n, d), L being the mean over the N rows:
   *     the gradients of the ranks' backbones are to be added up
   * @param weightGradient receives dL/dW of the centres here, regularisers included; where {@link
   *     #sampledClasses()} names classes, only their rows are written
   * @throws org.facemargin.core.DataException if a label is out of range; the message names row and
   *     label
   */
  HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient);

  /**
   * The rows of {@link #weights} the last pass looked at, ascending, when it sampled them
   * (PartialFC): an optimiser reads only these rows of the weight gradient. Empty when every class
   * took part, and when the rows of those that did not are written with 0.
   */
  default Optional<int[]> sampledClasses() {
    return Optional.empty();
  }

  /**
   * The posteriors of the last pass, where the loss's link can make them exactly 0 and the head
   * counts them; empty else.
   */
  default Optional<Posteriors> posteriors() {
    return Optional.empty();
  }

  /**
   * Sets which pass comes next, for heads whose sample of classes is a function of it; passes count
   * on from there. Heads that look at every class need not care.
   */
  default void startAt(long nextPass) {}

  /** What executes it, for run records. */
  String description();

  @Override
  void close();
}
