package org.facemargin.margins;

/**
 * A loss of the margin-softmax family, configured. For a batch of N unit embeddings and C unit
 * class centres with cosines c (N, C) and targets y:
 *
 * <pre>
 * logit_iy = s · z(c_iy)            the target margin
 * logit_ij = s · w(c_ij), j ≠ y     the wrong-class transform
 * loss     = mean over i of link(logit_i, y_i)
 * </pre>
 *
 * <p>Immutable but for {@link LossState}, which is explicit and saved in checkpoints.
 */
public interface MarginLoss {

  /** The registry name. */
  String name();

  /** The scale s (inverse temperature). */
  double scale();

  /** Which derivative of the target margin training uses. */
  GradientMode gradientMode();

  /** How logits become a loss. */
  Link link();

  /**
   * The target margin z(c), in any algebra. Always the exact expression: the heads apply {@link
   * #gradientMode()}.
   *
   * @param algebra the reading
   * @param sample the target cosine and, for losses that use them, norm and state
   */
  <T> T target(Algebra<T> algebra, Sample<T> sample);

  /**
   * The wrong-class transform w(c_j), in any algebra; the identity by default.
   *
   * @param cosine a wrong-class cosine c_j
   * @param sample the target's values for the same row
   */
  default <T> T wrongClass(Algebra<T> algebra, T cosine, Sample<T> sample) {
    return cosine;
  }

  /**
   * What the wrong-class transform is, so that the fused heads need not interpret it element by
   * element.
   */
  default WrongClass wrongClassKind() {
    return WrongClass.IDENTITY;
  }

  /** State that changes from step to step (CurricularFace's t, AdaFace's norm statistics). */
  default LossState initialState() {
    return LossState.NONE;
  }

  /**
   * A term added to each sample's loss that depends on its embedding norm alone (MagFace's g); 0 by
   * default.
   */
  default <T> T normPenalty(Algebra<T> algebra, T norm) {
    return algebra.constant(0);
  }

  /** Whether {@link #target} reads {@link Sample#norm()} and its derivative flows to the norm. */
  default boolean usesNorm() {
    return false;
  }

  /**
   * What the target margin of one row may read.
   *
   * @param cosine target cosine c_y, in [-1, 1]
   * @param norm Euclidean norm of the raw embedding
   * @param state values of {@link LossState}, in its order
   */
  record Sample<T>(T cosine, T norm, java.util.List<T> state) {}
}
