package org.facemargin.report;

import java.util.List;

/** A chart with as many digits as a screen can show, so that a page of many curves stays small. */
final class RoundedChart {

  private static final int DIGITS = 7;

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
    return values.stream().map(RoundedChart::rounded).toList();
  }

  /** To {@value #DIGITS} digits: by a power of ten that is exact, else not at all. */
  static double rounded(double value) {
    int power = value == 0 ? 0 : DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
    if (!Double.isFinite(value) || Math.abs(power) > 22) {
      return value;
    }
    double scale = Math.pow(10, Math.abs(power));
    return power < 0 ? Math.rint(value / scale) * scale : Math.rint(value * scale) / scale;
  }
}
