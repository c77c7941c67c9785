package org.facemargin.margins.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.margins.Dual;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.Margins;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * z and dz/dc of the losses at seven cosines, against values computed apart from this project
 * (numpy, float64) to six and four digits.
 */
class PublishedVectorsTest {

  private static final double[] COSINES = {.999, .95, .7, .3, 0, -.5, -.95};

  private static Arguments vector(
      String loss, Map<String, String> values, double[] z, double[] slopes) {
    return Arguments.of(loss, values, z, slopes);
  }

  static Stream<Arguments> vectors() {
    return Stream.of(
        vector(
            "arcface",
            Map.of("m", "0.5", "beyond_pi", "fallback", "gradient", "exact"),
            new double[] {.855270, .684003, .271929, -.194068, -.479426, -.853986, -1.189713},
            new double[] {11.5898, 2.3362, 1.3475, 1.0284, .8776, .6008, 1}),
        vector(
            "sphereface",
            Map.of("m", "4", "variant", "psi", "gradient", "exact"),
            new double[] {.984040, .296050, -1.000800, -2.344800, -3.0, -4.5, -6.296050},
            new double[] {15.9201, 12.2360, .2240, 3.9360, 0, 4.0, 12.2360}),
        vector(
            "sphereface",
            Map.of("m", "1.7", "variant", "v0", "gradient", "exact"),
            new double[] {.997111, .857784, .216881, -.549345, -.891007, -1.086455, -2.088350},
            new double[] {2.8882, 2.7985, 2.3238, 1.4891, .7718, .7984, 5.4231}),
        vector(
            "sphereface",
            Map.of("m", "1.7", "variant", "v1", "gradient", "exact"),
            new double[] {.997111, .857784, .216881, -.549345, -.891007, -1, -1},
            new double[] {2.8882, 2.7985, 2.3238, 1.4891, .7718, 0, 0}),
        vector(
            "expface",
            Map.of("m", "0.7", "gradient", "exact"),
            new double[] {.987203, .807100, .361396, -.092001, -.355156, -.713515, -.974611},
            new double[] {8.9401, 2.6324, 1.3800, .9597, .8056, .6396, .5183}),
        vector(
            "ampface",
            Map.of("m0", "0.375"),
            new double[] {.374625, .356250, .262500, .112500, 0, -.187500, -.356250},
            new double[] {.375, .375, .375, .375, .375, .375, .375}),
        vector(
            "x2softmax",
            Map.of("gradient", "exact"),
            new double[] {.648200, .559240, .080607, -.792717, -1.570661, -3.297842, -6.527642},
            new double[] {1.8006, 1.8306, 2.0048, 2.3890, 2.8274, 4.3531, 16.2795}),
        vector(
            "chebyaam",
            Map.of("m", "0.2"),
            new double[] {.971381, .868929, .544072, .104643, -.198805, -.661954, -.993198},
            new double[] {4.5348, 1.6248, 1.1676, 1.0424, .9801, .8683, .3354}),
        vector(
            "chebyaam",
            Map.of("m", "0.2", "coefficients", "closed"),
            new double[] {.971291, .868934, .544074, .104639, -.198801, -.661958, -.993193},
            new double[] {4.5017, 1.6236, 1.1678, 1.0424, .9801, .8682, .3365}));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void valuesAndDerivativesAreThePublishedOnes(
      String loss, Map<String, String> values, double[] z, double[] slopes) {
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, values));
    for (int i = 0; i < COSINES.length; i++) {
      Dual target = evaluator.target(COSINES[i]);
      assertThat(target.value()).as("z(%s)", COSINES[i]).isCloseTo(z[i], within(1e-6));
      assertThat(target.byCosine()).as("dz/dc(%s)", COSINES[i]).isCloseTo(slopes[i], within(1e-4));
    }
  }
}
