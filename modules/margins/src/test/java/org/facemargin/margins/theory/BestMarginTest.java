package org.facemargin.margins.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.Test;

class BestMarginTest {

  private static final BestMargin PAPER =
      new BestMargin(85_742, 512, 64, BestMargin.DEFAULT_TOLERANCE);

  private static Map<String, BestMargin.Prediction> predictions(BestMargin best) {
    return best.predictions().stream()
        .collect(Collectors.toMap(BestMargin.Prediction::loss, Function.identity()));
  }

  /**
   * WACV 2023, section 4.3: sweeps in steps of 0.05 found m0 0.35, m2 0.6, m3 0.5, and m1 1.85 was
   * predicted.
   */
  @Test
  void thePapersBestMarginsAreMetWithinItsSweepStep() {
    Map<String, BestMargin.Prediction> found = predictions(PAPER);
    assertThat(found.get("ampface").predicted()).isCloseTo(0.35, within(0.025));
    assertThat(found.get("combined").predicted()).isCloseTo(1.85, within(0.025));
    assertThat(found.get("arcface").predicted()).isCloseTo(0.6, within(0.025));
    assertThat(found.get("cosface").predicted()).isCloseTo(0.5, within(0.025));
    assertThat(found.get("ampface").note()).contains("collapse");
    assertThat(found.get("cosface").note()).isEmpty();
  }

  /** At the predicted margin the loss at M_inter / 2 is the tolerance. */
  @Test
  void atTheHalfAngleTheLossIsTheTolerance() {
    double m = predictions(PAPER).get("expface").predicted();
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
