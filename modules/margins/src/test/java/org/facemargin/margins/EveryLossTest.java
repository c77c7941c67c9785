package org.facemargin.margins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.margins.MarginLoss.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every registered loss, whoever added it. */
class EveryLossTest {

  private static final int LOSSES_AT_LEAST = 14;
  private static final double STEP = 1e-6;
  private static final int N = 4;
  private static final int C = 7;
  private static final int D = 5;
  private static final int[] LABELS = {0, 3, 6, 3};

  static Stream<MarginLossFactory> losses() {
    return NamedRegistry.of(MarginLossFactory.class).all().stream();
  }

  private static List<String> choices(Parameter parameter) {
    return parameter.values() instanceof Parameter.Word word ? word.choices() : List.of();
  }

  /** Every word of every parameter, one at a time, beside the defaults. */
  static Stream<MarginLoss> settings() {
    List<MarginLoss> all = new ArrayList<>();
    for (MarginLossFactory factory : NamedRegistry.of(MarginLossFactory.class).all()) {
      all.add(Margins.create(factory.name(), Map.of()));
      for (Parameter parameter : factory.parameters()) {
        for (String choice : choices(parameter)) {
          Map<String, String> values = new TreeMap<>(Map.of("gradient", "exact"));
          values.put(parameter.name(), choice);
          if (factory.name().equals("combined") && choice.equals("fallback")) {
            values.put("m1", "1");
          }
          all.add(Margins.create(factory.name(), values));
        }
      }
    }
    return all.stream();
  }

  @Test
  void theRegistryHoldsTheFamily() {
    assertThat(NamedRegistry.of(MarginLossFactory.class).names())
        .hasSizeGreaterThanOrEqualTo(LOSSES_AT_LEAST)
        .contains(
            "softmax",
            "cosface",
            "arcface",
            "sphereface",
            "ampface",
            "combined",
            "expface",
            "chebyaam",
            "qmargin",
            "a3m",
            "curricularface",
            "magface",
            "adaface",
            "x2softmax");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void itSaysWhatItIs(MarginLossFactory loss) {
    assertThat(loss.formula()).isNotBlank();
    assertThat(loss.citation()).isNotBlank();
    assertThat(loss.parameters())
        .extracting(Parameter::name)
        .doesNotHaveDuplicates()
        .contains("scale", "gradient", "wc_relu");
    assertThat(loss.parameters())
        .allSatisfy(parameter -> assertThat(parameter.description()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void unknownAndImpossibleValuesAreRefused(MarginLossFactory loss) {
    assertThatThrownBy(() -> Margins.create(loss.name(), Map.of("scael", "3")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Did you mean 'scale'?");
    assertThatThrownBy(() -> Margins.create(loss.name(), Map.of("scale", "-1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("scale");
    assertThatThrownBy(() -> Margins.create(loss.name(), Map.of("gradient", "sometimes")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("exact, detached");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void atItsNeutralSettingTheMarginIsTheCosine(MarginLossFactory factory) {
    factory
        .neutral()
        .ifPresent(
            values -> {
              MarginEvaluator evaluator =
                  MarginEvaluator.of(Margins.create(factory.name(), values));
              for (double cosine = -1; cosine <= 1; cosine += 0.125) {
                assertThat(evaluator.target(cosine, 20).value()).isCloseTo(cosine, within(1e-12));
              }
            });
  }

  /**
   * Central differences in double; points within a step of a branch are met by the random offsets
   * with probability 0.
   */
  @ParameterizedTest
  @MethodSource("settings")
  void derivativesAreThoseOfFiniteDifferences(MarginLoss loss) {
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      double cosine = -0.99 + 1.98 * random.nextDouble();
      double norm = 5 + 100 * random.nextDouble();
      Dual exact = evaluator.exactTarget(cosine, norm);
      double byCosine =
          (evaluator.exactTarget(cosine + STEP, norm).value()
                  - evaluator.exactTarget(cosine - STEP, norm).value())
              / (2 * STEP);
      assertThat(exact.byCosine())
          .as("%s at c=%s", loss.name(), cosine)
          .isCloseTo(byCosine, within(1e-4 * Math.max(1, Math.abs(byCosine))));
      Dual penalty = evaluator.normPenalty(norm);
      double byNorm =
          (evaluator.normPenalty(norm + STEP).value() - evaluator.normPenalty(norm - STEP).value())
              / (2 * STEP);
      assertThat(penalty.byNorm()).isCloseTo(byNorm, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void detachedMeansADerivativeOfExactlyOneAndTheSameValue(MarginLossFactory factory) {
    MarginEvaluator detached =
        MarginEvaluator.of(Margins.create(factory.name(), Map.of("gradient", "detached")));
    for (double cosine = -1; cosine <= 1; cosine += 0.03125) {
      Dual target = detached.target(cosine, 30);
      assertThat(target.byCosine()).isEqualTo(1);
      assertThat(target.byNorm()).isZero();
      assertThat(target.value()).isEqualTo(detached.exactTarget(cosine, 30).value());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everythingIsFiniteInFloat32(MarginLoss loss) {
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    float[] cosines = {-1, Math.nextUp(-1f), -.5f, 0, .5f, Math.nextDown(1f), 1};
    for (float cosine : cosines) {
      Dual target = evaluator.target(cosine, 20);
      assertThat((float) target.value()).isFinite();
      assertThat((float) target.byCosine()).isFinite();
      assertThat((float) target.byNorm()).isFinite();
      Dual wrong = evaluator.wrongClass(cosine, 0.3, 20);
      assertThat((float) wrong.value()).isFinite();
      assertThat((float) wrong.byCosine()).isFinite();
    }
  }

  /** Nothing special happens at c = ±1: the derivative is the one at sin θ = 1e-4. */
  @ParameterizedTest
  @MethodSource("settings")
  void theExactDerivativeAtTheEndsIsTheOneJustInside(MarginLoss loss) {
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    for (int end : new int[] {-1, 1}) {
      Dual atEnd = evaluator.exactTarget(end, 20);
      double inside = evaluator.exactTarget(end * Margins.EDGE, 20).byCosine();
      assertThat(atEnd.byCosine()).as("%s at %s", loss.name(), end).isEqualTo(inside);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whereMonotonyIsClaimedItHolds(MarginLoss loss) {
    if (!loss.monotone()) {
      return;
    }
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    double before = Double.NEGATIVE_INFINITY;
    for (double cosine = -1; cosine <= 1; cosine += 1.0 / 512) {
      double z = evaluator.target(cosine, 20).value();
      assertThat(z).as("%s at c=%s", loss.name(), cosine).isGreaterThanOrEqualTo(before - 1e-12);
      before = z;
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void wcReluCountsNegativeWrongCosinesAsZero(MarginLoss loss) {
    if (!(loss.wrongClass() instanceof WrongClass.Rectified rectified)
        || rectified.inner() != WrongClass.IDENTITY) {
      return;
    }
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    assertThat(evaluator.wrongClass(-.4, .2, 20)).isEqualTo(Dual.constant(0));
    assertThat(evaluator.wrongClass(.4, .2, 20).value()).isEqualTo(.4);
  }

  private static float[] normal(int count, double deviation, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static ReferenceHead.Result run(MarginLoss loss, float[] x, int[] labels, float[] w) {
    return new ReferenceHead(loss, D).run(x, labels, w, loss.initialState());
  }

  private static MarginLoss exact(MarginLossFactory factory) {
    return Margins.create(factory.name(), Map.of("gradient", "exact", "scale", "4"));
  }

  /**
   * The head's gradients are those of its loss, but where a loss stops them on purpose (state,
   * AdaFace's norm, hardness).
   */
  @ParameterizedTest
  @MethodSource("losses")
  void theHeadsGradientsAreThoseOfFiniteDifferences(MarginLossFactory factory) {
    if (factory.name().equals("adaface") || factory.name().equals("curricularface")) {
      return;
    }
    MarginLoss loss = exact(factory);
    float[] x = normal(N * D, 10, 1);
    float[] w = normal(C * D, 1, 2);
    ReferenceHead.Result result = run(loss, x, LABELS, w);
    for (int k = 0; k < x.length; k++) {
      assertThat(result.embeddingGradient()[k]).isCloseTo(slope(loss, x, w, x, k), within(5e-4));
    }
    for (int k = 0; k < w.length; k++) {
      assertThat(result.weightGradient()[k]).isCloseTo(slope(loss, x, w, w, k), within(5e-4));
    }
  }

  private static double slope(MarginLoss loss, float[] x, float[] w, float[] moved, int k) {
    float at = moved[k];
    moved[k] = at + 2e-3f;
    double above = run(loss, x, LABELS, w).loss();
    double upper = moved[k];
    moved[k] = at - 2e-3f;
    double below = run(loss, x, LABELS, w).loss();
    double lower = moved[k];
    moved[k] = at;
    return (above - below) / (upper - lower);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aBatchTwiceHasTheSameMeanLoss(MarginLossFactory factory) {
    if (factory.name().equals("adaface")) {
      return; // its unbiased deviation counts the rows
    }
    MarginLoss loss = exact(factory);
    float[] x = normal(N * D, 10, 1);
    float[] w = normal(C * D, 1, 2);
    float[] twice = Arrays.copyOf(x, 2 * x.length);
    System.arraycopy(x, 0, twice, x.length, x.length);
    int[] labels = Arrays.copyOf(LABELS, 2 * N);
    System.arraycopy(LABELS, 0, labels, N, N);
    assertThat(run(loss, twice, labels, w).loss())
        .isCloseTo(run(loss, x, LABELS, w).loss(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theOrderOfRowsAndClassesDoesNotMatter(MarginLossFactory factory) {
    MarginLoss loss = exact(factory);
    float[] x = normal(N * D, 10, 1);
    float[] w = normal(C * D, 1, 2);
    float[] reversedX = reversedRows(x);
    float[] reversedW = reversedRows(w);
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = C - 1 - LABELS[N - 1 - i];
    }
    float[] untouched = x.clone();
    double loss1 = run(loss, x, LABELS, w).loss();
    assertThat(x).containsExactly(untouched);
    assertThat(run(loss, reversedX, labels, reversedW).loss()).isCloseTo(loss1, within(1e-9));
  }

  private static float[] reversedRows(float[] rows) {
    float[] reversed = new float[rows.length];
    for (int i = 0; i < rows.length / D; i++) {
      System.arraycopy(rows, i * D, reversed, (rows.length / D - 1 - i) * D, D);
    }
    return reversed;
  }

  @Test
  void doubleAndDualReadingsAgree() {
    for (MarginLossFactory factory : NamedRegistry.of(MarginLossFactory.class).all()) {
      MarginLoss loss = exact(factory);
      List<Double> state = Arrays.stream(loss.initialState().values()).boxed().toList();
      for (double cosine = -1; cosine <= 1; cosine += 0.0625) {
        double value = loss.target(DoubleAlgebra.INSTANCE, new Sample<>(cosine, 20.0, state));
        assertThat(value).isEqualTo(MarginEvaluator.of(loss).exactTarget(cosine, 20).value());
      }
    }
  }
}
