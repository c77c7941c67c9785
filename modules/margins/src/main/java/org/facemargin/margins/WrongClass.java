package org.facemargin.margins;

/**
 * The transform w of the wrong-class cosines c_j, j ≠ y; logit_j = s · w(c_j).
 *
 * <p>{@link #apply} is the definition, in any algebra and with the derivative training uses. The
 * fused heads know the records below and evaluate them without going through an algebra; any other
 * implementation they read element by element, which is right but slow.
 */
public interface WrongClass {

  /** w(c) = c. */
  WrongClass IDENTITY = new Identity();

  /**
   * w(c_j).
   *
   * @param cosine a wrong-class cosine
   * @param target the same row's target cosine, norm and state
   */
  <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target);

  /** w(c) = c. */
  record Identity() implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      return cosine;
    }
  }

  /**
   * WC-ReLU: max(w(c), 0) of another transform, inside the exponent, so that e^0 = 1 is still
   * summed; no gradient where w(c) &lt; 0.
   *
   * <p>Source: Zhang et al., Unifying Margin-Based Softmax Losses in Face Recognition, WACV 2023,
   * eq. 7.
   *
   * @param inner what is rectified
   */
  record Rectified(WrongClass inner) implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      T inside = inner.apply(algebra, cosine, target);
      return algebra.choose(inside, inside, algebra.constant(0));
    }
  }

  /**
   * Interclass filtering: a wrong class with c above the threshold counts as c = 0 and gets no
   * gradient, since its cosine says that the label may be wrong; the others as {@code inner} has
   * them.
   *
   * <p>Source: An et al., Killing Two Birds with One Stone: Efficient and Robust Training of Face
   * Recognition CNNs by Partial FC, CVPR 2022; arcface_torch's {@code
   * interclass_filtering_threshold}.
   *
   * @param threshold in (0, 1)
   * @param inner what is filtered
   */
  record Filtered(double threshold, WrongClass inner) implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      T above = algebra.shift(cosine, -threshold);
      T kept = algebra.choose(above, algebra.constant(0), cosine);
      return inner.apply(algebra, kept, target);
    }
  }

  /**
   * Cosines held in [-bound, bound], no gradient beyond; AdaFace's code does so with every class.
   *
   * @param bound in (0, 1]
   */
  record Held(double bound) implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      return algebra.clamp(cosine, -bound, bound);
    }
  }

  /**
   * CurricularFace: w(c) = c (t + c) where c exceeds cos(θ_y + m), else c; t is {@code state[0]}.
   * dw/dc = t + 2c there.
   *
   * <p>Source: Huang et al., CurricularFace, CVPR 2020, arXiv 2004.00288.
   *
   * @param marginRad the margin m, radians
   */
  record Curricular(double marginRad) implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      T threshold = algebra.cos(algebra.shift(algebra.acos(target.cosine()), marginRad));
      T hard = algebra.multiply(cosine, algebra.add(target.state().get(0), cosine));
      return algebra.choose(algebra.subtract(cosine, threshold), hard, cosine);
    }
  }

  /**
   * SphereFace-R v2: w(c) = cos(arccos(c) / m); dw/dc = sin(θ/m) / (m sin θ), or 1 when detached,
   * as OpenSphere has it.
   *
   * @param divisor m ≥ 1
   * @param gradient which derivative training uses
   */
  record DividedAngle(double divisor, GradientMode gradient) implements WrongClass {
    @Override
    public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
      boolean exact = gradient == GradientMode.EXACT;
      T path = exact ? divided(algebra, algebra.inside(cosine)) : cosine;
      return algebra.straightThrough(path, divided(algebra, cosine));
    }

    private <T> T divided(Algebra<T> algebra, T cosine) {
      return algebra.cos(algebra.scale(algebra.acos(cosine), 1 / divisor));
    }
  }
}
