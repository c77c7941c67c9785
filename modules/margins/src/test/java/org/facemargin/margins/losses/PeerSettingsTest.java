package org.facemargin.margins.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Dual;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that exist because a peer's code does so. */
class PeerSettingsTest {

  private static MarginEvaluator evaluator(String loss, Map<String, String> settings) {
    MarginLoss made = Margins.create(loss, settings);
    return new MarginEvaluator(made, made.initialState());
  }

  /**
   * arcface_torch, {@code interclass_filtering_threshold} 0.4: wrong cosines above 0.4 are
   * multiplied by 0, value and gradient; 0.4 itself stays.
   */
  @ParameterizedTest
  @CsvSource({"0.41, 0, 0", "0.4, 0.4, 1", "0.2, 0.2, 1", "-0.9, -0.9, 1", "1, 0, 0"})
  void filteredClassesCountAsZero(double cosine, double value, double slope) {
    for (String loss : new String[] {"arcface", "cosface", "combined"}) {
      Dual w = evaluator(loss, Map.of("interclass_filter", "0.4")).wrongClass(cosine, 0.5, 1);
      assertThat(w.value()).isEqualTo(value);
      assertThat(w.byCosine()).isEqualTo(slope);
      Dual off = evaluator(loss, Map.of()).wrongClass(cosine, 0.5, 1);
      assertThat(off.value()).isEqualTo(cosine);
    }
  }

  /** With WC-ReLU both ends count as 0. */
  @Test
  void filterAndRectifierTogether() {
    MarginEvaluator both =
        evaluator("cosface", Map.of("interclass_filter", "0.4", "wc_relu", "true"));
    assertThat(both.wrongClass(0.5, 0.5, 1).value()).isZero();
    assertThat(both.wrongClass(-0.5, 0.5, 1).value()).isZero();
    assertThat(both.wrongClass(0.3, 0.5, 1).value()).isEqualTo(0.3);
  }

  /**
   * FaceX-Zoo: cos(θ + m) while θ + m ≤ π, then the plain cosine. m = 0.5; θ = 2 gives cos 2.5, θ =
   * 2.8 (3.3 > π) gives cos 2.8 with slope 1.
   */
  @Test
  void beyondPiThePlainCosine() {
    MarginEvaluator loss =
        evaluator("arcface", Map.of("m", "0.5", "beyond_pi", "cosine", "gradient", "exact"));
    assertThat(loss.target(Math.cos(2)).value()).isCloseTo(Math.cos(2.5), within(1e-12));
    assertThat(loss.target(Math.cos(2.8)).value()).isCloseTo(Math.cos(2.8), within(1e-12));
    assertThat(loss.target(Math.cos(2.8)).byCosine()).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> Margins.create("combined", Map.of("m1", "1.1", "beyond_pi", "cosine")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cosine");
  }

  /** AdaFace's code clamps the cosines of every class to ±(1 - 1e-3). */
  @ParameterizedTest
  @CsvSource({"1, 0.999, 0", "-1, -0.999, 0", "0.9991, 0.999, 0", "0.5, 0.5, 1"})
  void adaFaceHoldsEveryClass(double cosine, double value, double slope) {
    Dual w = evaluator("adaface", Map.of()).wrongClass(cosine, 0.5, 20);
    assertThat(w.value()).isEqualTo(value);
    assertThat(w.byCosine()).isEqualTo(slope);
    Dual alone = evaluator("adaface", Map.of("clamp", "target")).wrongClass(cosine, 0.5, 20);
    assertThat(alone.value()).isEqualTo(cosine);
  }
}
