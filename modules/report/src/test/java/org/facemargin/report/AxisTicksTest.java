package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTicksTest {

  /** Φ⁻¹(0.5) = 0 lies in the middle of Φ⁻¹(0.1) = -1.2816 and Φ⁻¹(0.9); Φ⁻¹(0.2) = -0.8416. */
  @Test
  void aProbitAxisIsSpacedByTheNormalQuantile() {
    AxisTicks axis = AxisTicks.of(Chart.Axis.probit("rate", 0.1, 0.9), DoubleStream.empty());
    assertThat(axis.place(0.1)).isZero();
    assertThat(axis.place(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(axis.place(0.2)).isCloseTo((1.281552 - 0.841621) / (2 * 1.281552), within(1e-6));
    assertThat(axis.place(0)).isNaN();
    assertThat(axis.ticks(5)).containsExactly(0.2, 0.4, 0.6, 0.8);
    assertThat(axis.label(0.2)).isEqualTo("20 %");
    assertThat(axis.label(1e-5)).isEqualTo("0.001 %");
  }

  @Test
  void aLogarithmicAxisHasPowersOfTenOrDigitsWithinOne() {
    AxisTicks wide = AxisTicks.of(Chart.Axis.logarithmic("rate", 1e-4, 1), DoubleStream.empty());
    assertThat(wide.ticks(8).stream().map(wide::label))
        .containsExactly("1e-04", "1e-03", "0.01", "0.1", "1");
    AxisTicks narrow = AxisTicks.of(Chart.Axis.logarithmic("rank", 1, 8), DoubleStream.empty());
    assertThat(narrow.ticks(8)).containsExactly(1.0, 2.0, 5.0);
  }

  @Test
  void aLinearAxisTakesTheDataWithAir() {
    AxisTicks axis = AxisTicks.of(Chart.Axis.linear("loss"), DoubleStream.of(10, Double.NaN, 20));
    assertThat(axis.low()).isCloseTo(9.6, within(1e-12));
    assertThat(axis.high()).isCloseTo(20.4, within(1e-12));
    assertThat(axis.ticks(5)).containsExactly(10.0, 12.5, 15.0, 17.5, 20.0);
    AxisTicks flat = AxisTicks.of(Chart.Axis.linear("loss"), DoubleStream.of(3, 3));
    assertThat(flat.low()).isLessThan(3);
    assertThat(flat.high()).isGreaterThan(3);
  }

  /** An axis from 1 to 1, as of a perfect curve, is no axis: its ticks had no end. */
  @Test
  void endsThatAreEqualAreMovedApart() {
    AxisTicks axis = AxisTicks.of(Chart.Axis.percent("rate", 1, 1), DoubleStream.of(1));
    assertThat(axis.low()).isLessThan(1);
    assertThat(axis.high()).isGreaterThan(1);
    assertThat(axis.ticks(6)).isNotEmpty();
    assertThat(Chart.Axis.upToOne("rate", 1).low()).isEqualTo(0.98);
    assertThat(Chart.Axis.upToOne("rate", 0.515).low()).isEqualTo(0.5);
    assertThat(Chart.Axis.upToOne("rate", 0).low()).isZero();
  }

  @Test
  void thingsStandAtWholeNumbers() {
    AxisTicks axis =
        AxisTicks.of(Chart.Axis.named("number", List.of("EER", "TAR")), DoubleStream.empty());
    assertThat(axis.ticks(6).stream().map(axis::label)).containsExactly("EER", "TAR");
    assertThat(axis.place(0)).isEqualTo(0.25);
  }
}
