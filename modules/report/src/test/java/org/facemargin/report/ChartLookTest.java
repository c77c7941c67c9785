package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.report.Chart.Kind;
import org.facemargin.report.Chart.Series;
import org.junit.jupiter.api.Test;

/** What a chart looks like beside its colours. */
class ChartLookTest {

  private static final List<Double> X = List.of(0.0, 1.0, 2.0);
  private static final List<Double> Y = List.of(0.0, 0.5, 1.0);

  private static Chart chart(Series... series) {
    return Chart.of("t", Chart.Axis.linear("x"), Chart.Axis.linear("y"), List.of(series), "");
  }

  private static Series line(Kind kind) {
    return Series.of(kind.name(), kind, X, Y);
  }

  @Test
  void severalLinesDifferInDashAndShape() {
    Chart chart = chart(line(Kind.STEP), line(Kind.LINE), line(Kind.LINE), line(Kind.STEP));
    assertThat(IntStream.range(0, 4).mapToObj(i -> SeriesLook.of(chart, i).dash()))
        .doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 4).mapToObj(i -> SeriesLook.of(chart, i).shape()))
        .doesNotHaveDuplicates();
  }

  @Test
  void besideATheoryDashesMeanTheTheory() {
    Chart chart = chart(line(Kind.LINE), line(Kind.LINE), line(Kind.DASHED));
    assertThat(SeriesLook.of(chart, 1).dash()).isEqualTo(Canvas.Dash.SOLID);
    assertThat(SeriesLook.of(chart, 2).dash()).isEqualTo(Canvas.Dash.DASHED);
  }

  /**
   * A band over x = 0, 1 with bounds (0.1, 0.3), (0.2, 0.4): corners at x = 1 with both heights.
   */
  @Test
  void aBandOfStepsIsStepped() {
    Series steps =
        new Series(
            "",
            Kind.STEP,
            List.of(0.0, 1.0),
            List.of(0.2, 0.3),
            List.of(0.1, 0.2),
            List.of(0.3, 0.4));
    String svg = ChartFiles.svg(chart(steps));
    String corners = svg.replaceFirst("(?s).*<polygon points=\"([^\"]*)\".*", "$1");
    assertThat(corners.split(" ")).hasSize(6);
  }

  /** One bar and one cross drawn, and each once more in the legend; a cross is two strokes. */
  @Test
  void aLegendShowsBarsAndCrossesAsTheyAreDrawn() {
    Series bars = Series.of("bars", Kind.BARS, List.of(0.0, 1.0), List.of(0.5));
    Series crosses = Series.of("crosses", Kind.CROSSES, List.of(0.5), List.of(0.4));
    String svg = ChartFiles.svg(chart(bars, crosses));
    assertThat(svg.split("<polygon", -1)).hasSize(1 + 2);
    assertThat(svg.split("stroke-width=\"2.5\"", -1)).hasSize(1 + 4);
  }

  @Test
  void picturesLeaveOutWhatIsNotTicked() {
    assertThat(ChartFiles.svg(chart(line(Kind.LINE), line(Kind.STEP).unticked())))
        .contains(">LINE<")
        .doesNotContain(">STEP<");
    assertThat(ChartFiles.rows(chart(line(Kind.LINE), line(Kind.STEP).unticked())))
        .contains("STEP,0.0");
  }

  @Test
  void aChartWithoutValuesSaysSo() {
    assertThat(ChartFiles.svg(chart(Series.of("", Kind.LINE, List.of(), List.of()))))
        .contains("No values.");
  }

  /** Weights exp(-distance / span), adding up to one, derived value by value. */
  @Test
  void smoothingIsAWeightedMean() {
    List<Double> x = List.of(0.0, 1.0, 3.0, 4.0);
    List<Double> y = List.of(1.0, 5.0, Double.NaN, 2.0);
    double far = Math.exp(-4 / 2.0);
    double middle = Math.exp(-3 / 2.0);
    assertThat(Smoothing.of(x, y, 2).get(3))
        .isCloseTo((far * 1 + middle * 5 + 2) / (far + middle + 1), within(1e-12));
    assertThat(Smoothing.of(x, y, 1e-9).get(1)).isEqualTo(5);
  }

  @Test
  void theSpanGrowsWithTheRun() {
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i <= 5000; i++) {
      steps.add((double) i);
    }
    Series raw = Series.of("each step", Kind.FAINT, steps, steps);
    Chart chart =
        Chart.smoothed("t", Chart.Axis.linear("step"), Chart.Axis.linear("loss"), raw, "");
    assertThat(chart.smoothing()).isEqualTo(100);
    assertThat(chart.series().get(0).y()).hasSize(5001);
  }
}
