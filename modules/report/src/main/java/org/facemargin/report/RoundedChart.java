package org.facemargin.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A chart with as many digits as a screen can show, so that a page of many curves stays small. */
final class RoundedChart {

  private static final MathContext DIGITS = new MathContext(7);

  private RoundedChart() {}

  static Chart of(Chart chart) {
    return new Chart(
        chart.title(),
        chart.x(),
        chart.y(),
        chart.series().stream().map(RoundedChart::series).toList(),
        chart.marks(),
        chart.note(),
        chart.smoothing());
  }

  private static Chart.Series series(Chart.Series series) {
    return new Chart.Series(
        series.name(),
        series.kind(),
        rounded(series.x()),
        rounded(series.y()),
        rounded(series.low()),
        rounded(series.high()),
        series.details().stream()
            .map(detail -> new Chart.Detail(detail.label(), rounded(detail.values())))
            .toList(),
        series.hidden());
  }

  private static List<Double> rounded(List<Double> values) {
    return values.stream()
        .map(v -> Double.isFinite(v) ? new BigDecimal(v).round(DIGITS).doubleValue() : v)
        .toList();
  }
}
