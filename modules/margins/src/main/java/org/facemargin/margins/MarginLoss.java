package org.facemargin.margins;

import java.util.List;

/**
 * A loss of the margin-softmax family, configured. For a batch of N unit embeddings and C unit
 * class centres with cosines c (N, C) and targets y:
 *
 * <pre>
 * logit_iy = s · z(c_iy)            the target margin
 * logit_ij = s · w(c_ij), j ≠ y     the wrong-class transform
 * loss     = mean over i of link(logit_i, y_i) + normPenalty(‖x_i‖)
 * </pre>
 *
 * <p>Immutable; what changes from step to step is a {@link LossState}, which the head holds and the
 * checkpoint saves.
 */
public interface MarginLoss {

  /** The registry name. */
  String name();

  /** The scale s (inverse temperature). */
  double scale();

  /** Which derivative of the target margin training uses. */
  GradientMode gradientMode();

  /**
   * The target margin z(c), in any algebra: the expression itself. What differentiates it reads
   * {@link #exactTarget} or, in heads, {@link #trainingTarget}.
   *
   * @param algebra the reading
   * @param sample the target cosine and, for losses that use them, norm and state
   */
  <T> T target(Algebra<T> algebra, Sample<T> sample);

  /**
   * The value of z at c with its analytic derivative, taken no nearer to c = ±1 than {@link
   * Algebra#edge()}: see {@link Margins#EDGE}.
   */
  default <T> T exactTarget(Algebra<T> algebra, Sample<T> sample) {
    Sample<T> inside = new Sample<>(algebra.inside(sample.cosine()), sample.norm(), sample.state());
    return algebra.straightThrough(target(algebra, inside), target(algebra, sample));
  }

  /**
   * The target margin with the derivative training uses: {@link #exactTarget} when {@link
   * GradientMode#EXACT}, the value of z with dz/dc = 1 and dz/dnorm = 0 when {@link
   * GradientMode#DETACHED}.
   */
  default <T> T trainingTarget(Algebra<T> algebra, Sample<T> sample) {
    return gradientMode() == GradientMode.EXACT
        ? exactTarget(algebra, sample)
        : algebra.straightThrough(sample.cosine(), target(algebra, sample));
  }

  /** How logits become a loss; softmax cross-entropy by default. */
  default Link link() {
    return new Link.CrossEntropy();
  }

  /** The transform of the wrong-class cosines; the identity by default. */
  default WrongClass wrongClass() {
    return WrongClass.IDENTITY;
  }

  /**
   * State that changes from step to step (CurricularFace's t, AdaFace's norm statistics); none by
   * default.
   */
  default LossState initialState() {
    return LossState.NONE;
  }

  /**
   * Whether {@link #target} or {@link #normPenalty} reads the embedding's norm; false by default.
   */
  default boolean readsNorm() {
    return false;
  }

  /**
   * A term added to each sample's loss that depends on its embedding norm alone (MagFace's g),
   * weight included; 0 by default.
   */
  default <T> T normPenalty(Algebra<T> algebra, T norm) {
    return algebra.constant(0);
  }

  /**
   * Whether this loss, as configured, claims that z never falls as c grows over [-1, 1]; the
   * contract tests hold it to the claim. False by default.
   */
  default boolean monotone() {
    return false;
  }

  /**
   * What the target margin of one row may read.
   *
   * @param cosine target cosine c_y, in [-1, 1]
   * @param norm Euclidean norm of the raw embedding
   * @param state values of {@link LossState}, in its order
   */
  record Sample<T>(T cosine, T norm, List<T> state) {}
}
