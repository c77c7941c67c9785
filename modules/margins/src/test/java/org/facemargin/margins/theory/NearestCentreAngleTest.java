package org.facemargin.margins.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestCentreAngleTest {

  /**
   * Found independently: Simpson's rule for F, the trapezoid rule for the integral, 200,000 steps,
   * in Python. Rounded they are 80.22°, 79.00°, 78.95°, 78.23° and 77.36°.
   */
  @ParameterizedTest
  @CsvSource({
    "10572, 80.22262693",
    "85742, 79.00196968",
    "93431, 78.95461213",
    "360232, 78.23432915",
    "2059906, 77.36211702"
  })
  void theIntegralIsTheKnownAngle(long classes, double degrees) {
    assertThat(Math.toDegrees(NearestCentreAngle.integral(classes, 512)))
        .isCloseTo(degrees, within(1e-7));
  }

  @Test
  void equation8AsPrintedIsFarFromIt() {
    assertThat(Math.toDegrees(NearestCentreAngle.printedEquation8(85_742, 512)))
        .isCloseTo(55.25, within(0.005));
  }

  /** On the circle F(θ) = θ/π, so the integral is ∫(1 - θ/π)^{C-1} = π/C. */
  @ParameterizedTest
  @CsvSource({"2", "3", "10", "1000", "100000000"})
  void onTheCircleItIsPiOverC(long classes) {
    assertThat(NearestCentreAngle.integral(classes, 2) * classes / Math.PI)
        .isCloseTo(1, within(1e-9));
  }

  /**
   * In space F(θ) = sin²(θ/2), so the integral is 2∫cos^{2n}u du over [0, π/2] with n = C-1, that
   * is π (2n-1)!!/(2n)!! (Wallis).
   */
  @ParameterizedTest
  @CsvSource({"2", "5", "40", "3000"})
  void inSpaceItIsWallis(int classes) {
    double wallis = Math.PI;
    for (int k = 1; k < classes; k++) {
      wallis *= (2.0 * k - 1) / (2.0 * k);
    }
    assertThat(NearestCentreAngle.integral(classes, 3) / wallis).isCloseTo(1, within(1e-9));
  }

  /** One other centre is as likely on either side: a right angle, by symmetry. */
  @ParameterizedTest
  @CsvSource({"2", "3", "16", "512", "4096"})
  void twoCentresAreOrthogonalOnAverage(int dimension) {
    assertThat(NearestCentreAngle.integral(2, dimension)).isCloseTo(Math.PI / 2, within(1e-9));
  }

  @Test
  void itFallsWithClassesAndRisesWithDimension() {
    for (int dimension : new int[] {2, 8, 128, 512, 4096}) {
      double previous = Double.POSITIVE_INFINITY;
      for (long classes = 2; classes <= 100_000_000; classes *= 10) {
        double angle = NearestCentreAngle.integral(classes, dimension);
        assertThat(angle).isLessThan(previous).isPositive();
        previous = angle;
      }
    }
    for (long classes : new long[] {3, 1000, 100_000_000}) {
      double previous = 0;
      for (int dimension = 2; dimension <= 4096; dimension *= 2) {
        double angle = NearestCentreAngle.integral(classes, dimension);
        assertThat(angle).isGreaterThan(previous).isLessThan(Math.PI / 2);
        previous = angle;
      }
    }
  }

  /** The two share no formula, so agreement within 4 standard errors checks both. */
  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "2, 512",
    "50, 2",
    "1000000, 2",
    "7, 3",
    "1000, 4",
    "500, 32",
    "85742, 512",
    "100000000, 512",
    "100000, 4096"
  })
  void simulationAgreesWithinFourStandardErrors(long classes, int dimension) {
    NearestAngleSimulation.Result simulated =
        NearestAngleSimulation.run(
            classes, dimension, 1000, RandomStream.of(7, "angles"), Progress.SILENT);
    assertThat(simulated.mean())
        .isCloseTo(
            NearestCentreAngle.integral(classes, dimension), within(4 * simulated.standardError()));
    assertThat(simulated.standardError()).isPositive();
  }

  /** The same distribution with real vectors, nothing skipped: C = 200 in d = 16. */
  @Test
  void theBulkSkippingChangesNothing() {
    int trials = 2000;
    double sum = 0;
    double squares = 0;
    var random = RandomStream.of(3, "vectors").generator();
    for (int t = 0; t < trials; t++) {
      double best = -1;
      for (int j = 0; j < 199; j++) {
        double norm = 0;
        double first = 0;
        for (int k = 0; k < 16; k++) {
          double g = random.nextGaussian();
          first = k == 0 ? g : first;
          norm += g * g;
        }
        best = Math.max(best, first / Math.sqrt(norm));
      }
      double angle = Math.acos(best);
      sum += angle;
      squares += angle * angle;
    }
    double mean = sum / trials;
    double error = Math.sqrt((squares / trials - mean * mean) / trials);
    NearestAngleSimulation.Result fast =
        NearestAngleSimulation.run(200, 16, trials, RandomStream.of(4, "a"), Progress.SILENT);
    assertThat(fast.mean()).isCloseTo(mean, within(4 * Math.hypot(error, fast.standardError())));
    assertThat(fast.standardError()).isCloseTo(error, within(0.15 * error));
  }

  @Test
  void oneClassIsAnError() {
    assertThatThrownBy(() -> NearestCentreAngle.integral(1, 512))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> NearestCentreAngle.integral(10, 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dimension");
  }

  /** The mean of the polar angle over a cap of S² is (sin τ - τ cos τ)/(1 - cos τ). */
  @Test
  void theMeanAngleOfACapIsNearItsEdgeInManyDimensions() {
    double tau = 0.7;
    double expected = (Math.sin(tau) - tau * Math.cos(tau)) / (1 - Math.cos(tau));
    assertThat(new SphericalCap(3).meanAngle(tau)).isCloseTo(expected, within(1e-9));
    assertThat(new SphericalCap(512).meanAngle(tau)).isBetween(0.995 * tau, tau);
  }
}
