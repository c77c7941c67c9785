package org.facemargin.margins.theory;

import java.util.List;
import org.facemargin.margins.Dual;
import org.facemargin.margins.DualAlgebra;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLoss.Sample;
import org.facemargin.margins.WrongClass;

/**
 * A softmax loss as a function of the correct-class angle alone, the wrong classes standing at
 * their expected sum:
 *
 * <pre>
 * L(θ) = log(1 + S e^{-s z(θ)}),  S the wrong-class sum
 * dL/dθ = (1 - p) s (-dz/dθ),     p = 1 / (1 + S e^{-s z})        (for m0..m3: (1-p) s m0 m1 sin(m1 θ + m2), eq. 12)
 * </pre>
 *
 * <p>dz/dθ is always the analytic one, whatever the loss's gradient mode: the theory is about the
 * loss, not about how it is differentiated.
 *
 * <p>Source: WACV 2023 (see the package), section 3.4, eq. 10 to 12.
 */
public final class LossCurve {

  private final MarginLoss loss;
  private final double logSum;

  /**
   * @param loss a loss that is a function of the cosine alone
   * @param sum its wrong classes; with {@code wc_relu} the rectified sum is used
   */
  public LossCurve(MarginLoss loss, WrongClassSum sum) {
    this.loss = loss;
    logSum = loss.wrongClass() instanceof WrongClass.Rectified ? sum.logRectified() : sum.log();
  }

  private Dual target(double theta) {
    Sample<Dual> sample = new Sample<>(Dual.cosine(Math.cos(theta)), Dual.constant(1), List.of());
    return loss.target(DualAlgebra.INSTANCE, sample);
  }

  /** L(θ). */
  public double value(double theta) {
    double x = logSum - loss.scale() * target(theta).value();
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /** dL/dθ. */
  public double gradient(double theta) {
    Dual z = target(theta);
    double wrong = 1 / (1 + Math.exp(loss.scale() * z.value() - logSum));
    return wrong * loss.scale() * z.byCosine() * Math.sin(theta);
  }

  /**
   * τ_ε, where optimisation ends: the largest angle below π/2 up to which dL/dθ stays below ε. WACV
   * 2023, Proposition 2.
   *
   * @param epsilon ε, positive
   * @return the angle in radians; 0 where the gradient is at least ε from the start
   */
  public double terminationAngle(double epsilon) {
    int steps = 9000;
    for (int i = 1; i <= steps; i++) {
      double theta = Math.PI / 2 * i / steps;
      if (gradient(theta) >= epsilon) {
        return bisected(epsilon, Math.PI / 2 * (i - 1) / steps, theta);
      }
    }
    return Math.PI / 2;
  }

  private double bisected(double epsilon, double below, double above) {
    double low = below;
    double high = above;
    for (int i = 0; i < 60; i++) {
      double middle = 0.5 * (low + high);
      if (gradient(middle) < epsilon) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * M_intra: the mean angle of examples spread over the cap of radius τ_ε. WACV 2023, Proposition
   * 2.
   */
  public static double meanIntraAngle(double terminationAngle, int dimension) {
    return new SphericalCap(dimension).meanAngle(terminationAngle);
  }
}
