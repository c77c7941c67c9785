package org.facemargin.margins.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.margins.WrongClass;
import org.junit.jupiter.api.Test;

class BestMarginTest {

  private static final BestMargin PAPER =
      new BestMargin(85_742, 512, 64, BestMargin.DEFAULT_TOLERANCE);

  private static final Map<String, BestMargin.Prediction> FOUND =
      PAPER.predictions().stream()
          .collect(
              Collectors.toMap(one -> one.loss() + "." + one.parameter(), Function.identity()));

  /**
   * WACV 2023, section 4.3: sweeps in steps of 0.05 found m0 0.35, m2 0.6, m3 0.5, and m1 1.85 was
   * predicted.
   */
  @Test
  void thePapersBestMarginsAreMetWithinItsSweepStep() {
    assertThat(FOUND.get("ampface.m0").predicted()).isCloseTo(0.35, within(0.025));
    assertThat(FOUND.get("combined.m1").predicted()).isCloseTo(1.85, within(0.025));
    assertThat(FOUND.get("arcface.m").predicted()).isCloseTo(0.6, within(0.025));
    assertThat(FOUND.get("cosface.m").predicted()).isCloseTo(0.5, within(0.025));
    assertThat(FOUND.get("ampface.m0").note()).contains("collapse");
    assertThat(FOUND.get("cosface.m").note()).isEmpty();
  }

  /** Every loss of the registry, a newcomer's too, has a number or says in words why not. */
  @Test
  void everyLossIsPredicted() {
    for (MarginLossFactory factory : NamedRegistry.of(MarginLossFactory.class).all()) {
      assertThat(FOUND.values())
          .as(factory.name())
          .filteredOn(one -> one.loss().equals(factory.name()))
          .isNotEmpty()
          .allSatisfy(
              one ->
                  assertThat(Double.isFinite(one.predicted()) || !one.note().isEmpty()).isTrue());
    }
    assertThat(FOUND.get("softmax.").note()).isEqualTo("it has no margin");
    assertThat(FOUND).containsKey("newcomer.m");
  }

  /**
   * The unified margins are the single ones: each of combined's four equals the loss that has it
   * alone, and MagFace's margin at a norm is ArcFace's, AdaFace's at the mean norm CosFace's.
   */
  @Test
  void lossesThatCoincideHaveOneBestMargin() {
    assertSame("combined.m0", "ampface.m0");
    assertSame("combined.m1", "sphereface.m");
    assertSame("combined.m2", "arcface.m");
    assertSame("combined.m3", "cosface.m");
    assertSame("magface.l_m", "arcface.m");
    assertSame("magface.u_m", "arcface.m");
    // CurricularFace's sum is the exact mean over the sphere, ArcFace's equation 10.
    assertThat(FOUND.get("curricularface.m").predicted())
        .isCloseTo(FOUND.get("arcface.m").predicted(), within(1e-3));
    assertThat(FOUND.get("magface.u_m").note()).isEqualTo("for embeddings of norm 110.0");
    assertThat(FOUND.get("adaface.m").predicted())
        .isCloseTo(FOUND.get("cosface.m").predicted(), within(1e-9));
  }

  private static void assertSame(String one, String other) {
    assertThat(FOUND.get(one).predicted())
        .as("%s and %s", one, other)
        .isCloseTo(FOUND.get(other).predicted(), within(1e-9));
  }

  /** With m3 = 0.2 taken away already, 0.2 less is left for CosFace's margin. */
  @Test
  void theOtherParametersMayBeThoseOfARun() {
    double alone = PAPER.predict("combined", "m3", Map.of("m2", "0")).orElseThrow();
    assertThat(alone).isCloseTo(FOUND.get("cosface.m").predicted(), within(1e-9));
    double behindAnAngle = PAPER.predict("combined", "m3", Map.of("m2", "0.3")).orElseThrow();
    double half = PAPER.interAngle() / 2;
    assertThat(behindAnAngle - alone)
        .isCloseTo(Math.cos(half + 0.3) - Math.cos(half), within(1e-9));
    assertThat(PAPER.predict("arcface", "scale", Map.of())).isEmpty();
  }

  /**
   * An alpha-divergence ends where its loss is exactly 0: at the half angle for its best margin.
   */
  @Test
  void theTerminationAngleOfAnAlphaDivergenceIsWhereItsLossIsZero() {
    BestMargin.Prediction qmargin = FOUND.get("qmargin.m");
    assertThat(qmargin.terminationAngle()).isCloseTo(PAPER.interAngle() / 2, within(1e-9));
    assertThat(qmargin.intraAngle(512)).isBetween(0.99 * qmargin.terminationAngle(), 0.7);
  }

  /** The transform's sum by quadrature: for w = c it is the series of logExact. */
  @Test
  void theSumUnderATransformIsAMeanOverTheSphere() {
    WrongClassSum sum = new WrongClassSum(85_742, 512, 64);
    WrongClass same =
        new WrongClass() {
          @Override
          public <T> T apply(Algebra<T> algebra, T cosine, MarginLoss.Sample<T> target) {
            return cosine;
          }
        };
    MarginLoss.Sample<Double> any = new MarginLoss.Sample<>(0.0, 1.0, List.of());
    assertThat(sum.log(same, any)).isCloseTo(sum.logExact(), within(1e-9));
  }

  /** At the predicted margin the loss at M_inter / 2 is the tolerance. */
  @Test
  void atTheHalfAngleTheLossIsTheTolerance() {
    double m = FOUND.get("expface.m").predicted();
    MarginLoss loss = Margins.create("expface", Map.of("m", Double.toString(m)));
    LossCurve curve = new LossCurve(loss, new WrongClassSum(85_742, 512, 64));
    assertThat(curve.value(PAPER.interAngle() / 2)).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void theGradientOfTheCurveIsThatOfItsValues() {
    LossCurve curve =
        new LossCurve(Margins.create("arcface", Map.of()), new WrongClassSum(85_742, 512, 64));
    for (double theta = 0.2; theta < 2; theta += 0.1) {
      double slope = (curve.value(theta + 1e-6) - curve.value(theta - 1e-6)) / 2e-6;
      assertThat(curve.gradient(theta)).isCloseTo(slope, within(1e-5 * Math.max(1, slope)));
    }
    double tau = curve.terminationAngle(0.1);
    assertThat(curve.gradient(tau)).isCloseTo(0.1, within(1e-6));
    assertThat(LossCurve.meanIntraAngle(tau, 512)).isBetween(0.99 * tau, tau);
  }

  /**
   * AmpFace 0.35 at s 64: (C-1) e^{-64 · 0.65} is 7e-14. CosFace cannot collapse: z(π) + 1 = -m.
   */
  @Test
  void collapseLossIsEquation5() {
    double amp = PolarCollapse.loss(Margins.create("ampface", Map.of("m0", "0.35")), 85_742);
    assertThat(amp).isCloseTo(85_741 * Math.exp(-64 * 0.65), within(1e-15));
    double cos = PolarCollapse.loss(Margins.create("cosface", Map.of("m", "0.35")), 85_742);
    assertThat(cos).isCloseTo(Math.log(85_741) + 64 * 0.35, within(1e-9));
    MarginLoss cured = Margins.create("ampface", Map.of("m0", "0.35", "wc_relu", "true"));
    assertThat(PolarCollapse.loss(cured, 85_742))
        .isCloseTo(Math.log(85_741) + 64 * 0.35, within(1e-9));
  }
}
