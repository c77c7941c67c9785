package org.facemargin.margins.theory;

import org.facemargin.core.ConfigurationException;
import org.hipparchus.special.Gamma;

/**
 * How near the nearest of the other class centres is, when C centres lie uniformly on the unit
 * sphere in R^d: E[θ_min], the theory's M_inter.
 *
 * <p>Three answers exist and they differ, so all are offered: the exact {@link #integral}, the
 * paper's {@link #printedEquation8}, and {@link NearestAngleSimulation}. The paper quotes {@link
 * #QUOTED_DEGREES} for {@link #QUOTED_CLASSES} classes in {@link #QUOTED_DIMENSION} dimensions; the
 * integral gives 79.00° and equation 8 as printed 55.25°. Equation 8 replaces sin θ by θ, which no
 * large C repairs at d = 512, since angles there stay near π/2.
 *
 * <p>Source: WACV 2023 (see the package), Proposition 1 and section 4.3; the limit law is Brauchart
 * and others, "Random point sets on the sphere", Experimental Mathematics 27(1), 2018.
 */
public final class NearestCentreAngle {

  /** M_inter as the paper quotes it, in degrees: WACV 2023, section 4.3 and Figure 5. */
  public static final double QUOTED_DEGREES = 78.64;

  /** The number of classes the quotation is for. */
  public static final int QUOTED_CLASSES = 85_742;

  /** The embedding dimension the quotation is for. */
  public static final int QUOTED_DIMENSION = 512;

  /** Beyond this the survival function is 0 (or 1) to double precision. */
  private static final double NEGLIGIBLE = 1e-18;

  private NearestCentreAngle() {}

  /**
   * E[θ_min] = ∫₀^π (1 - F(θ))^{C-1} dθ in radians, F the share of the sphere within θ.
   *
   * <p>The integrand falls from 1 to 0 in a short stretch whose ends are found first; the
   * quadrature is spent between them. Relative error below 1e-9 for C from 2 to 1e9 and d from 2 to
   * 4,096.
   *
   * @param classes C, at least 2
   * @param dimension d, at least 2
   * @throws ConfigurationException if either is too small
   */
  public static double integral(long classes, int dimension) {
    check(classes, dimension);
    SphericalCap cap = new SphericalCap(dimension);
    double others = classes - 1.0;
    double first = cap.angleOf(NEGLIGIBLE / others);
    double last = lastAngle(cap, others);
    return first + SphericalCap.integrate(t -> Math.exp(others * cap.logOutside(t)), first, last);
  }

  private static double lastAngle(SphericalCap cap, double others) {
    double negligible = Math.log(NEGLIGIBLE);
    double low = 0;
    double high = Math.PI;
    for (int i = 0; i < 100; i++) {
      double middle = 0.5 * (low + high);
      if (others * cap.logOutside(middle) > negligible) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * Equation 8 exactly as the paper prints it, in radians:
   *
   * <pre>
   * C^{-2/(d-1)} Γ(d/(d-1)) [ Γ(d/2) / (2√π (d-1) Γ((d-1)/2)) ]^{-1/(d-1)}
   * </pre>
   *
   * <p>Kept for comparison only: it is far from {@link #integral} wherever d is large.
   *
   * @param classes C, at least 2
   * @param dimension d, at least 2
   * @throws ConfigurationException if either is too small
   */
  public static double printedEquation8(long classes, int dimension) {
    check(classes, dimension);
    double n = dimension - 1.0;
    double logBracket =
        Gamma.logGamma(0.5 * dimension)
            - Math.log(2 * Math.sqrt(Math.PI) * n)
            - Gamma.logGamma(0.5 * n);
    return Math.exp(-2 * Math.log(classes) / n + Gamma.logGamma(dimension / n) - logBracket / n);
  }

  static void check(long classes, int dimension) {
    if (classes < 2) {
      throw new ConfigurationException(
          "The number of classes is " + classes + ", expected at least 2: one class has no other.");
    }
    if (dimension < 2) {
      throw new ConfigurationException(
          "The embedding dimension is " + dimension + ", expected at least 2.");
    }
  }
}
