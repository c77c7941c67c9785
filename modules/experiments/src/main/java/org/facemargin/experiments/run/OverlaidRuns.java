package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.report.Chart;

/** The curves of several runs over each other: losses, and what was verified on the way. */
public final class OverlaidRuns {

  /** Curves shown unasked; the legend shows the others. */
  private static final int SHOWN = 8;

  private static final int MOST_POINTS = 300;

  private OverlaidRuns() {}

  /**
   * Charts of what the folders hold; none where they hold no curves.
   *
   * @param folders of runs, by what tells one from another
   */
  public static List<Chart> of(Map<String, Path> folders) {
    List<Chart.Series> losses = new ArrayList<>();
    List<Chart.Series> verified = new ArrayList<>();
    folders.forEach(
        (name, folder) -> {
          MetricsCurve metrics = MetricsCurve.read(new RunFolder(folder).metrics());
          MetricsCurve.Curve loss = metrics.curve("step", "loss");
          if (!loss.steps().isEmpty()) {
            losses.add(shown(losses, Chart.smoothed(name, loss.series(MOST_POINTS))));
          }
          for (Chart.Series one : TrainingCharts.verified(metrics)) {
            String whole = one.name().isEmpty() ? name : name + ", " + one.name();
            verified.add(
                shown(verified, Chart.Series.of(whole, Chart.Kind.JOINED, one.x(), one.y())));
          }
        });
    return Stream.of(
            chart(
                "Loss of every run",
                Chart.Axis.linear("loss, smoothed"),
                losses,
                "Smoothed over a fiftieth of each run."),
            chart(
                "Verification of every run",
                Chart.Axis.percent("accuracy"),
                verified,
                "While training."))
        .filter(chart -> !chart.series().isEmpty())
        .toList();
  }

  private static Chart chart(String title, Chart.Axis y, List<Chart.Series> series, String note) {
    return Chart.of(title, Chart.Axis.linear("step"), y, series, note + rest(series));
  }

  private static Chart.Series shown(List<Chart.Series> before, Chart.Series series) {
    return before.size() < SHOWN ? series : series.unticked();
  }

  private static String rest(List<Chart.Series> series) {
    return series.size() <= SHOWN ? "" : " The first " + SHOWN + " are shown; the legend has all.";
  }
}
