package org.facemargin.margins.regularisers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryRegulariserTest {

  private static final int C = 6;
  private static final int D = 4;

  static Stream<CentreRegulariserFactory> all() {
    return NamedRegistry.of(CentreRegulariserFactory.class).all().stream();
  }

  private static FloatBuffer centres() {
    Random random = new Random(4);
    FloatBuffer buffer = FloatBuffer.allocate(C * D);
    for (int i = 0; i < C * D; i++) {
      buffer.put(i, (float) (0.5 + random.nextGaussian()));
    }
    return buffer;
  }

  private static double value(CentreRegulariser term, FloatBuffer centres) {
    return term.addTo(centres, D, FloatBuffer.allocate(C * D));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theGradientIsThatOfFiniteDifferencesAndIsAdded(CentreRegulariserFactory factory) {
    CentreRegulariser term = CentreRegulariserFactory.create(factory.name(), Map.of("lambda", "2"));
    FloatBuffer centres = centres();
    FloatBuffer gradient = FloatBuffer.allocate(C * D);
    gradient.put(0, 100);
    term.addTo(centres, D, gradient);
    for (int i = 0; i < C * D; i++) {
      float at = centres.get(i);
      centres.put(i, at + 1e-3f);
      double above = value(term, centres);
      double upper = centres.get(i);
      centres.put(i, at - 1e-3f);
      double below = value(term, centres);
      double slope = (above - below) / (upper - centres.get(i));
      centres.put(i, at);
      assertThat(gradient.get(i) - (i == 0 ? 100 : 0)).isCloseTo((float) slope, within(2e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theLengthOfACentreDoesNotMatter(CentreRegulariserFactory factory) {
    CentreRegulariser term = CentreRegulariserFactory.create(factory.name(), Map.of());
    FloatBuffer centres = centres();
    double before = value(term, centres);
    for (int k = 0; k < D; k++) {
      centres.put(k, 8 * centres.get(k));
    }
    assertThat(value(term, centres)).isCloseTo(before, within(1e-9));
  }

  /**
   * (1, 0) and (-1, 0) balance: Reg_ss is 0. Both at (1, 0): the mean has length 1, Reg_ss is λ.
   */
  @Test
  void regSsIsTheNormOfTheMeanUnitCentre() {
    CentreRegulariser term = CentreRegulariserFactory.create("reg-ss", Map.of("lambda", "3"));
    FloatBuffer out = FloatBuffer.allocate(4);
    assertThat(term.addTo(FloatBuffer.wrap(new float[] {5, 0, -2, 0}), 2, out)).isZero();
    assertThat(out.array()).containsOnly(0f);
    assertThat(term.addTo(FloatBuffer.wrap(new float[] {5, 0, 2, 0}), 2, out)).isEqualTo(3);
  }

  /** Two opposite centres are 2 apart; both ordered pairs count: 1/(2·1) · 2 · 1/(1+2) = 1/3. */
  @Test
  void uniformFaceIsTheMeanOverPairs() {
    CentreRegulariser term = CentreRegulariserFactory.create("uniform-face", Map.of());
    FloatBuffer out = FloatBuffer.allocate(4);
    assertThat(term.addTo(FloatBuffer.wrap(new float[] {5, 0, -2, 0}), 2, out))
        .isCloseTo(1 / 3.0, within(1e-12));
  }

  @Test
  void uniformFaceRefusesWhatWouldTakeForever() {
    CentreRegulariser term = CentreRegulariserFactory.create("uniform-face", Map.of());
    FloatBuffer many = FloatBuffer.allocate(UniformFace.MOST_CLASSES + 1);
    assertThatThrownBy(() -> term.addTo(many, 1, many))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("reg-ss");
  }
}
