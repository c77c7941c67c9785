package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.experiments.report.Block;
import org.facemargin.experiments.report.Chart;
import org.facemargin.experiments.report.Page;

/** The curves of a training: loss, cosine, rate, gradient, verification. */
final class TrainingCharts {

  private static final double SMOOTHING = 0.95;
  private static final int MOST_POINTS = 1200;

  private final MetricsCurve metrics;

  private TrainingCharts(MetricsCurve metrics) {
    this.metrics = metrics;
  }

  static Page.Section section(MetricsCurve metrics) {
    return new TrainingCharts(metrics).section();
  }

  private Page.Section section() {
    List<Chart> charts = new ArrayList<>();
    MetricsCurve.Curve loss = metrics.curve("step", "loss");
    MetricsCurve.Curve smooth = loss.smoothed(SMOOTHING).thinned(MOST_POINTS);
    MetricsCurve.Curve raw = loss.thinned(MOST_POINTS);
    charts.add(
        Chart.of(
            "Loss",
            Chart.Axis.linear("step"),
            Chart.Axis.linear("loss"),
            List.of(
                Chart.Series.of("smoothed", Chart.Kind.LINE, smooth.steps(), smooth.values()),
                Chart.Series.of("each step", Chart.Kind.FAINT, raw.steps(), raw.values())),
            ""));
    charts.add(line("Mean target cosine", "mean_target_cosine", "mean cos θ of the target"));
    charts.add(line("Learning rate", "learning_rate", "learning rate"));
    charts.add(line("Gradient of the backbone", "backbone_gradient_norm", "norm before clipping"));
    validation().ifPresent(charts::add);
    return new Page.Section("Training", "", List.of(new Block.Charts(charts)));
  }

  private Chart line(String title, String name, String label) {
    MetricsCurve.Curve curve = metrics.curve("step", name).thinned(MOST_POINTS);
    return Chart.of(
        title,
        Chart.Axis.linear("step"),
        Chart.Axis.linear(label),
        List.of(Chart.Series.of("", Chart.Kind.LINE, curve.steps(), curve.values())),
        "");
  }

  private Optional<Chart> validation() {
    List<Chart.Series> series = new ArrayList<>();
    for (String name : metrics.names("validation")) {
      MetricsCurve.Curve curve = metrics.curve("validation", name);
      if (name.endsWith("_accuracy") && !curve.steps().isEmpty()) {
        series.add(Chart.Series.of(name, Chart.Kind.POINTS, curve.steps(), curve.values()));
        series.add(Chart.Series.of(name, Chart.Kind.FAINT, curve.steps(), curve.values()));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Chart.of(
            "Verification during training",
            Chart.Axis.linear("step"),
            Chart.Axis.percent("accuracy"),
            series,
            ""));
  }
}
