package org.facemargin.margins.theory;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.RandomStream;
import org.facemargin.margins.DoubleAlgebra;
import org.facemargin.margins.MarginLoss.Sample;
import org.facemargin.margins.WrongClass;
import org.hipparchus.special.Gamma;

/**
 * The sum over the wrong classes in the softmax denominator, Σ_{j≠y} e^{s cos θ_j}, for C-1 centres
 * uniform on the unit sphere in R^d.
 *
 * <p>Equation 10 treats cos θ_j as normal with variance 1/d. {@link #logExact()} is the exact mean
 * on the sphere, (C-1)·₀F₁(; d/2; s²/4), which lies below it (by e^{-s⁴/(4d³)} and smaller terms).
 *
 * @param classes C, at least 2
 * @param dimension d, at least 2
 * @param scale s, positive
 */
public record WrongClassSum(long classes, int dimension, double scale) {

  /** Above this {@link #validity()} the sum no longer sits at its mean. */
  public static final double VALID_BELOW = 0.1;

  private static final int PROBES = 1000;

  /**
   * @throws ConfigurationException if C, d or s is out of range
   */
  public WrongClassSum {
    NearestCentreAngle.check(classes, dimension);
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new ConfigurationException("The scale is " + scale + ", expected a positive number.");
    }
  }

  /** log[(C-1) e^{s²/(2d)}]: equation 10. */
  public double log() {
    return Math.log(classes - 1.0) + scale * scale / (2 * dimension);
  }

  /** log[(C-1) E e^{s cos θ}], the mean over the sphere summed as its (positive) power series. */
  public double logExact() {
    double x = 0.25 * scale * scale;
    double half = 0.5 * dimension;
    double logTerm = 0;
    double logSum = 0;
    for (int k = 1; k < 100_000; k++) {
      logTerm += Math.log(x / (k * (half + k - 1)));
      double larger = Math.max(logSum, logTerm);
      logSum = larger + Math.log1p(Math.exp(-Math.abs(logSum - logTerm)));
      if (logTerm < logSum - 45) {
        break;
      }
    }
    return Math.log(classes - 1.0) + logSum;
  }

  /**
   * log[(C-1) E e^{s max(cos θ, 0)}], WC-ReLU's sum (equation 7) in the normal approximation:
   * e^{s²/(2d)} Φ(s/√d) from the near half, ½ from the far.
   */
  public double logRectified() {
    double root = scale / Math.sqrt(dimension);
    double near = 0.5 * root * root + Math.log(1 - NormalTail.above(root));
    return Math.log(classes - 1.0) + near + Math.log1p(0.5 * Math.exp(-near));
  }

  /**
   * The log of the sum for any transform w of the wrong-class cosines: {@link #log()} for the
   * identity and for cosines that are held near ±1, where random directions never are; {@link
   * #logRectified()} for WC-ReLU, else log[(C-1) E e^{s w(cos θ)}] by quadrature over the sphere.
   *
   * @param target what the transform may read of its row
   */
  double log(WrongClass transform, Sample<Double> target) {
    if (isPlain(transform)) {
      return log();
    }
    if (transform instanceof WrongClass.Rectified rectified && isPlain(rectified.inner())) {
      return logRectified();
    }
    DoubleUnaryOperator logDensity =
        theta ->
            (dimension - 2) * Math.log(Math.sin(theta))
                + scale * transform.apply(DoubleAlgebra.INSTANCE, Math.cos(theta), target);
    double largest =
        IntStream.range(1, PROBES)
            .mapToDouble(i -> logDensity.applyAsDouble(Math.PI * i / PROBES))
            .max()
            .orElseThrow();
    double integral =
        SphericalCap.integrate(
            theta -> Math.exp(logDensity.applyAsDouble(theta) - largest), 0, Math.PI);
    double logArea =
        0.5 * Math.log(Math.PI)
            + Gamma.logGamma(0.5 * (dimension - 1))
            - Gamma.logGamma(0.5 * dimension);
    return Math.log(classes - 1.0) + largest + Math.log(integral) - logArea;
  }

  private static boolean isPlain(WrongClass transform) {
    return transform instanceof WrongClass.Identity
        || transform instanceof WrongClass.Held held && held.bound() > 0.99;
  }

  /**
   * E log Σ_{j≠y} e^{s cos θ_j} by drawing centres: what a picture typically meets. Where {@link
   * #valid()} it is near {@link #log()}; elsewhere that mean is made by rare near centres, and lies
   * far above.
   *
   * @param trials sets of C-1 centres that are drawn; trial i uses {@code stream.at(i)}
   */
  public double meanLogDrawn(int trials, RandomStream stream) {
    double[] drawn =
        IntStream.range(0, trials)
            .parallel()
            .mapToDouble(trial -> logOfDraw(stream.at(trial).generator()))
            .toArray();
    return Arrays.stream(drawn).average().orElseThrow();
  }

  /** A uniform direction's cosine is g / √(g² + r²), g normal, r chi with d-1 degrees. */
  private double logOfDraw(SplittableRandom random) {
    ChiTail chi = new ChiTail(dimension - 1);
    double sum = 0;
    for (long j = 1; j < classes; j++) {
      double g = random.nextGaussian();
      double r = chi.draw(random);
      sum += Math.exp(scale * (g / Math.sqrt(g * g + r * r) - 1));
    }
    return scale + Math.log(sum);
  }

  /** e^{s²/d} / C, which equation 10 asks to be far below 1. */
  public double validity() {
    return Math.exp(scale * scale / dimension - Math.log(classes));
  }

  /** Whether {@link #validity()} is below {@link #VALID_BELOW}. */
  public boolean valid() {
    return validity() < VALID_BELOW;
  }

  /** The sum's standard deviation over its mean: √((e^{s²/d} - 1)/(C-1)), lognormal terms. */
  public double relativeDeviation() {
    return Math.sqrt(Math.expm1(scale * scale / dimension) / (classes - 1.0));
  }
}
