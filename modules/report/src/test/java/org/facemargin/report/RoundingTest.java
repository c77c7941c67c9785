package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Numbers of figures are rounded by arithmetic; decimal arithmetic says what is right. */
class RoundingTest {

  private static String drawn(double value) {
    SvgCanvas svg = new SvgCanvas(1, 1);
    svg.dot(new Canvas.Point(value, 0), 1, "#000000");
    return svg.finish().replaceFirst("(?s).*cx=\"([^\"]*)\".*", "$1");
  }

  @Test
  void aLengthIsRoundedToATenth() {
    assertThat(drawn(12)).isEqualTo("12");
    assertThat(drawn(12.04)).isEqualTo("12");
    assertThat(drawn(12.25)).isEqualTo("12.3");
    assertThat(drawn(-0.25)).isEqualTo("-0.3");
    assertThat(drawn(-0.04)).isEqualTo("0");
    assertThat(drawn(859.96)).isEqualTo("860");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextDouble(-2000, 2000);
      String formatted = String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
      assertThat(drawn(value)).isEqualTo(formatted.equals("-0") ? "0" : formatted);
    }
  }

  @Test
  void aValueIsRoundedToSevenDigits() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      double value = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-40, 60));
      double right =
          new BigDecimal(value).round(new MathContext(7, RoundingMode.HALF_EVEN)).doubleValue();
      assertThat(RoundedChart.rounded(value)).as("%s", value).isEqualTo(right);
    }
    for (double kept : new double[] {0, 1e-30, 1e30, 1, 1000, 0.001, 1e7, 123456.7}) {
      assertThat(RoundedChart.rounded(kept)).isEqualTo(kept);
    }
    assertThat(RoundedChart.rounded(Double.NaN)).isNaN();
    assertThat(RoundedChart.rounded(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
