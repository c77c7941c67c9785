package org.facemargin.margins.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.margins.Dual;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * dz/dc at c = ±1 against its one-sided limit, derived by hand. Where sin θ divides something that
 * does not vanish there is no limit, and the derivative is the one at sin θ = 1e-4: K below.
 */
class EndDerivativesTest {

  /** 1 / sin θ at the edge. */
  private static final double K = 1 / Margins.SINE_FLOOR;

  private static Arguments at(
      String loss, Map<String, String> values, double atPlus, double atMinus) {
    return Arguments.of(loss, values, atPlus, atMinus);
  }

  /**
   * sin(mθ)/sin θ → m at 0; sin(θ + m)/sin θ → ± sin m / sin θ; sin(π t^m)/sin θ → m at θ = π,
   * where t = θ/π, so that m t^{m-1} sin(π t^m)/sin θ → m²; Chebyshev: T_k' = ±k² by parity.
   */
  static Stream<Arguments> limits() {
    double half = Math.sin(0.5) * K;
    double turned = 1.7 * Math.sin(0.7 * Math.PI) * K;
    return Stream.of(
        at("softmax", Map.of(), 1, 1),
        at("cosface", Map.of("m", "0.4"), 1, 1),
        at("ampface", Map.of("m0", "0.375"), 0.375, 0.375),
        at("arcface", Map.of("m", "0.5", "beyond_pi", "raw"), half, -half),
        at("arcface", Map.of("m", "0.5", "beyond_pi", "clamp"), half, 0),
        at("arcface", Map.of("m", "0.5", "beyond_pi", "fallback"), half, 1),
        at("arcface", Map.of("m", "0"), 1, 1),
        at("a3m", Map.of("m", "0.5"), half, 1),
        at("curricularface", Map.of("m", "0.5"), half, 1),
        at("magface", Map.of("l_m", "0.5", "u_m", "0.5"), half, 1),
        at("adaface", Map.of(), 0, 0),
        at("qmargin", Map.of(), 1, 1),
        at("expface", Map.of("m", "1"), 1, 1),
        at("expface", Map.of("m", "0.7"), 0.7 * Math.pow(K * Math.PI, 0.6), 0.49),
        at("expface", Map.of("m", "0.4"), 0.4 * Math.pow(K * Math.PI, 1.2), 0.16),
        at("sphereface", Map.of("m", "4", "variant", "psi"), 16, 16),
        at("sphereface", Map.of("m", "1.7", "variant", "v0"), 2.89, turned),
        at("sphereface", Map.of("m", "1.7", "variant", "v1"), 2.89, 0),
        at("sphereface", Map.of("m", "1.7", "variant", "v2"), 1, 1),
        at("sphereface", Map.of("m", "2", "variant", "v0", "lambda", "3"), 1.75, 1.75),
        at("combined", Map.of("m0", "0.5", "m1", "3", "m2", "0"), 4.5, 4.5),
        at("combined", Map.of("m0", "0.35", "m1", "1", "m2", "0", "m3", "0.2"), 0.35, 0.35),
        at("x2softmax", Map.of(), 1.8, 1.8 * Math.PI * K),
        at("chebyaam", Map.of("degree", "2", "coefficients", "closed"), chebyshev(1), 1),
        at(
            "chebyaam",
            Map.of("degree", "2", "coefficients", "closed", "beyond_pi", "raw"),
            chebyshev(1),
            chebyshev(-1)));
  }

  /** cos m + 4 c_2 u for m = 0.2, c_2 = 4 sin m / (3π). */
  private static double chebyshev(double u) {
    return Math.cos(0.2) + 4 * u * 4 * Math.sin(0.2) / (3 * Math.PI);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void theDerivativeAtTheEndsIsItsLimit(
      String loss, Map<String, String> values, double atPlus, double atMinus) {
    Map<String, String> exact = new HashMap<>(values);
    exact.put("gradient", "exact");
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, exact));
    assertNear(evaluator.target(1, 20), atPlus);
    assertNear(evaluator.target(-1, 20), atMinus);
  }

  /** A per mille: sin(θ + m) is taken at θ = 1e-4, not at 0. */
  private static void assertNear(Dual target, double expected) {
    assertThat(target.byCosine())
        .isCloseTo(expected, within(1e-3 * Math.max(1e-3, Math.abs(expected))));
  }

  /** Wrong classes of SphereFace-R v2: sin(θ/m)/(m sin θ) → 1/m² at 0, sin(π/m)/m · K at π. */
  @Test
  void theWrongClassSlopeOfTheDividedAngleHasItsLimitsToo() {
    MarginEvaluator evaluator =
        MarginEvaluator.of(
            Margins.create("sphereface", Map.of("m", "1.7", "variant", "v2", "gradient", "exact")));
    assertThat(evaluator.wrongClass(1, 0, 1).byCosine()).isCloseTo(1 / 2.89, within(1e-6));
    double atPi = Math.sin(Math.PI / 1.7) / 1.7 * K;
    assertThat(evaluator.wrongClass(-1, 0, 1).byCosine()).isCloseTo(atPi, within(1e-3 * atPi));
  }

  /** The value at the ends is exact, not the one just inside: cos 0.5, and -cos 0.5 at π. */
  @Test
  void theValueAtTheEndsIsNotHeld() {
    MarginEvaluator evaluator =
        MarginEvaluator.of(Margins.create("arcface", Map.of("m", "0.5", "gradient", "exact")));
    assertThat(evaluator.target(1).value()).isCloseTo(Math.cos(0.5), within(1e-15));
    assertThat(evaluator.target(-1).value()).isCloseTo(-Math.cos(0.5), within(1e-15));
  }
}
