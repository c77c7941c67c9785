package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.report.Chart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlaidRunsTest {

  @TempDir private Path folder;

  private Path run(String name, int steps) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= steps; step++) {
      lines.append("{\"kind\":\"step\",\"step\":").append(step).append(",\"loss\":");
      lines.append(step % 10 == 0 ? 50 : 2).append("}\n");
    }
    lines.append("{\"kind\":\"validation\",\"step\":").append(steps);
    lines.append(",\"lfw_accuracy\":0.8}\n");
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(new RunFolder(run).metrics(), lines);
    return run;
  }

  @Test
  void everyRunIsACurveAndEightAreShown() throws IOException {
    Map<String, Path> runs = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      runs.put("run " + i, run("r" + i, 20));
    }
    runs.put("not begun", folder.resolve("nowhere"));
    List<Chart> charts = OverlaidRuns.of(runs);
    assertThat(charts).extracting(Chart::title).hasSize(2);
    assertThat(charts.get(0).series()).hasSize(10);
    assertThat(charts.get(0).series().stream().filter(Chart.Series::hidden)).hasSize(2);
    assertThat(charts.get(1).series().get(0).name()).isEqualTo("run 0, lfw");
    assertThat(OverlaidRuns.of(Map.of())).isEmpty();
  }

  /** 2,000 steps in 100 points: means of 20 steps, of which two are 50 and eighteen are 2. */
  @Test
  void aLongRunIsThinnedWithoutLosingItsOutliers() throws IOException {
    MetricsCurve metrics = MetricsCurve.read(new RunFolder(run("long", 2000)).metrics());
    Chart.Series series = metrics.curve("step", "loss").series(100);
    assertThat(series.y()).hasSize(100).allMatch(mean -> Math.abs(mean - 6.8) < 1e-9);
    assertThat(series.high()).allMatch(most -> most == 50);
    assertThat(series.low()).allMatch(least -> least == 2);
    assertThat(series.name()).startsWith("mean of 20 steps");
    assertThat(metrics.curve("step", "loss").series(2000).name()).isEqualTo("each step");
  }
}
