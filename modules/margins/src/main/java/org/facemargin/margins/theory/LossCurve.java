package org.facemargin.margins.theory;

import java.util.function.DoubleUnaryOperator;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;

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
  private final TargetReading reading;
  private final DoubleUnaryOperator logSum;

  /**
   * @param loss a softmax loss that does not read the norm
   * @param sum its wrong classes
   */
  public LossCurve(MarginLoss loss, WrongClassSum sum) {
    this(loss, sum, 1);
  }

  /**
   * @param loss a softmax loss; its state is the one it begins with
   * @param sum its wrong classes; they are put through the loss's wrong-class transform
   * @param norm norm of the raw embeddings
   * @throws ConfigurationException if the loss's link is not softmax
   */
  public LossCurve(MarginLoss loss, WrongClassSum sum, double norm) {
    this.loss = softmax(loss);
    reading = new TargetReading(loss, norm);
    logSum = theta -> sum.log(loss.wrongClass(), reading.sample(theta));
  }

  /**
   * @param loss a softmax loss that does not read the norm
   * @param logSum log S, the same at every angle
   * @throws ConfigurationException if the loss's link is not softmax
   */
  public LossCurve(MarginLoss loss, double logSum) {
    this.loss = softmax(loss);
    reading = new TargetReading(loss, 1);
    this.logSum = theta -> logSum;
  }

  private static MarginLoss softmax(MarginLoss loss) {
    if (!(loss.link() instanceof Link.CrossEntropy)) {
      throw ConfigurationException.of(
          "Loss '%s' is no softmax loss: the wrong-class sum of eq. 10 says nothing about it."
              + " It ends where it is exactly 0; see 'analyze predict'.",
          loss.name());
    }
    return loss;
  }

  /** z(θ). */
  public double target(double theta) {
    return reading.target(theta).value();
  }

  /** 1 - p, the share of the posterior that is on wrong classes. */
  public double wrongShare(double theta) {
    return 1 / (1 + Math.exp(loss.scale() * target(theta) - logSum.applyAsDouble(theta)));
  }

  /** L(θ). */
  public double value(double theta) {
    double x = logSum.applyAsDouble(theta) - loss.scale() * target(theta);
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /** dL/dθ. */
  public double gradient(double theta) {
    double slope = reading.target(theta).byCosine() * Math.sin(theta);
    return wrongShare(theta) * loss.scale() * slope;
  }

  /**
   * τ_ε, where optimisation ends: the largest angle below π/2 up to which dL/dθ stays below ε. WACV
   * 2023, Proposition 2.
   *
   * @param epsilon ε, positive
   * @return the angle in radians; 0 where the gradient is at least ε from the start
   */
  public double terminationAngle(double epsilon) {
    int steps = 1800;
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
