package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;

/**
 * The curves of a training: loss, angles beside those the theory predicts, target cosine, rate,
 * gradients, verification, speed. A chart nothing was measured for is left out.
 */
final class TrainingCharts {

  /** Numbers of a verification that a run is judged by: SET_accuracy, SET_rank-1. */
  private static final Pattern HEADLINE = Pattern.compile("(.+)_(accuracy|rank-.+)");

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
    smoothed("Loss", "loss", Chart.Axis.linear("loss"), "").ifPresent(charts::add);
    angles().ifPresent(charts::add);
    validation().ifPresent(charts::add);
    smoothed(
            "Mean target cosine",
            "mean_target_cosine",
            Chart.Axis.linear("mean cos θ of the target"),
            "Between an embedding and its own class centre, before the margin; 1 is perfect.")
        .ifPresent(charts::add);
    gradients().ifPresent(charts::add);
    lines(
            "Learning rate",
            Chart.Axis.linear("learning rate"),
            "",
            List.of(new Line("", "learning_rate")))
        .ifPresent(charts::add);
    smoothed("Speed", "images_per_second", Chart.Axis.linear("images/s"), "")
        .ifPresent(charts::add);
    smoothed(
            "Waiting for data",
            "data_wait_share",
            Chart.Axis.percent("share of the time", 0, Double.NaN),
            "Time the network waited because no batch was ready.")
        .ifPresent(charts::add);
    return new Page.Section("Training", "", List.of(new Block.Charts(charts)));
  }

  /** A curve of a chart: its name in the legend, and the name it is recorded under. */
  private record Line(String name, String key) {}

  private Optional<Chart> lines(String title, Chart.Axis y, String note, List<Line> lines) {
    List<Chart.Series> series = new ArrayList<>();
    for (Line line : lines) {
      MetricsCurve.Curve curve = metrics.curve("step", line.key()).thinned(MOST_POINTS);
      if (!curve.steps().isEmpty()) {
        series.add(Chart.Series.of(line.name(), Chart.Kind.LINE, curve.steps(), curve.values()));
      }
    }
    return chart(title, y, series, note);
  }

  private static Optional<Chart> chart(
      String title, Chart.Axis y, List<Chart.Series> series, String note) {
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(Chart.of(title, Chart.Axis.linear("step"), y, series, note));
  }

  private Optional<Chart> smoothed(String title, String key, Chart.Axis y, String note) {
    MetricsCurve.Curve all = metrics.curve("step", key);
    if (all.steps().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Chart.smoothed(title, Chart.Axis.linear("step"), y, all.series(MOST_POINTS), note));
  }

  private Optional<Chart> gradients() {
    return lines(
        "Norms of the gradients",
        new Chart.Axis(
            "norm before clipping", Chart.Scale.LOGARITHMIC, false, Double.NaN, Double.NaN),
        "",
        List.of(
            new Line("backbone", "backbone_gradient_norm"),
            new Line("class centres", "head_gradient_norm")));
  }

  private Optional<Chart> angles() {
    List<Chart.Series> series = new ArrayList<>();
    series.addAll(angle("M_inter: centre to the nearest other", "inter_deg", Chart.Kind.LINE));
    series.addAll(angle("M_intra: embedding to its centre", "intra_deg", Chart.Kind.LINE));
    series.addAll(angle("M_inter predicted", "predicted_inter_deg", Chart.Kind.DASHED));
    series.addAll(angle("M_intra predicted", "predicted_intra_deg", Chart.Kind.DASHED));
    return chart(
        "Angles beside the theory",
        Chart.Axis.linear("degrees"),
        series,
        "Dashed: where the theory of margin losses expects a good margin to end. Centres spread"
            + " evenly over the sphere; embeddings half as far from their own.");
  }

  private List<Chart.Series> angle(String label, String key, Chart.Kind kind) {
    MetricsCurve.Curve curve = metrics.curve("angles", key).thinned(MOST_POINTS);
    return curve.steps().isEmpty()
        ? List.of()
        : List.of(Chart.Series.of(label, kind, curve.steps(), curve.values()));
  }

  private Optional<Chart> validation() {
    return chart(
        "Verification during training", Chart.Axis.percent("accuracy"), verified(metrics), "");
  }

  /** What a run is judged by, one series a set. */
  static List<Chart.Series> verified(MetricsCurve metrics) {
    List<Chart.Series> series = new ArrayList<>();
    for (String name : metrics.names("validation")) {
      MetricsCurve.Curve curve = metrics.curve("validation", name);
      Matcher headline = HEADLINE.matcher(name);
      if (headline.matches() && !curve.steps().isEmpty()) {
        String set = headline.group(1);
        series.add(Chart.Series.of(set, Chart.Kind.JOINED, curve.steps(), curve.values()));
      }
    }
    return series;
  }
}
