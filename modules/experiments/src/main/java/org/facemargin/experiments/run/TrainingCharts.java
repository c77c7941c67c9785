package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.experiments.report.Block;
import org.facemargin.experiments.report.Chart;
import org.facemargin.experiments.report.Page;

/** The curves of a training: loss, cosine, angles, rate, gradients, speed, verification. */
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
    angles().ifPresent(charts::add);
    charts.add(line("Gradient of the backbone", "backbone_gradient_norm", "norm before clipping"));
    charts.add(line("Gradient of the class centres", "head_gradient_norm", "norm"));
    charts.add(line("Speed", "images_per_second", "images/s"));
    charts.add(line("Waiting for data", "data_wait_share", "share of a step"));
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

  private Optional<Chart> angles() {
    List<Chart.Series> series = new ArrayList<>();
    series.add(angle("embedding to its centre", "intra_deg", Chart.Kind.LINE));
    series.add(angle("centre to the nearest other", "inter_deg", Chart.Kind.LINE));
    series.add(angle("half of that, predicted", "predicted_intra_deg", Chart.Kind.FAINT));
    series.add(angle("nearest other, predicted", "predicted_inter_deg", Chart.Kind.FAINT));
    if (series.get(0).x().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Chart.of(
            "Angles: M_intra and M_inter",
            Chart.Axis.linear("step"),
            Chart.Axis.linear("degrees"),
            series,
            "Predicted: centres spread evenly over the sphere, embeddings half as far from their"
                + " own."));
  }

  private Chart.Series angle(String label, String name, Chart.Kind kind) {
    MetricsCurve.Curve curve = metrics.curve("angles", name).thinned(MOST_POINTS);
    return Chart.Series.of(label, kind, curve.steps(), curve.values());
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
