package org.facemargin.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Chart;

/**
 * A run's metrics, read back from {@code metrics.jsonl}.
 *
 * @param lines every whole line; one cut off by a crash, which can only be the last, is left out
 */
record MetricsCurve(List<JsonNode> lines) {

  MetricsCurve {
    lines = List.copyOf(lines);
  }

  static MetricsCurve read(Path file) {
    List<JsonNode> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return new MetricsCurve(lines);
    }
    try {
      List<String> texts = Files.readAllLines(file);
      for (int i = 0; i < texts.size(); i++) {
        if (i < texts.size() - 1 || texts.get(i).endsWith("}")) {
          lines.add(JsonRecords.parse(file + ":" + (i + 1), texts.get(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
    return new MetricsCurve(lines);
  }

  /** Values of one name over steps; lines without it, or with null, are left out. */
  record Curve(List<Double> steps, List<Double> values) {

    /**
     * As one thin series of at most about {@code most} points: every value, or the means of
     * stretches with their smallest and largest as a band, so that no outlier gets lost.
     */
    Chart.Series series(int most) {
      int every = Math.max(1, (steps.size() + most - 1) / most);
      if (every == 1) {
        return Chart.Series.of("each step", Chart.Kind.FAINT, steps, values);
      }
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      List<Double> low = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      for (int from = 0; from < steps.size(); from += every) {
        int to = Math.min(steps.size(), from + every);
        DoubleSummaryStatistics stretch =
            values.subList(from, to).stream().mapToDouble(v -> v).summaryStatistics();
        x.add(steps.get(to - 1));
        y.add(stretch.getAverage());
        low.add(stretch.getMin());
        high.add(stretch.getMax());
      }
      String name = "mean of " + every + " steps, shaded: smallest to largest";
      return new Chart.Series(name, Chart.Kind.FAINT, x, y, low, high);
    }

    /** Every n-th point so that at most about {@code most} are left. */
    Curve thinned(int most) {
      int every = Math.max(1, steps.size() / most);
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < steps.size(); i += every) {
        x.add(steps.get(i));
        y.add(values.get(i));
      }
      return new Curve(x, y);
    }
  }

  /** The newest value of a name; NaN where there is none yet. */
  double last(String kind, String name) {
    Curve curve = curve(kind, name);
    return curve.values().isEmpty() ? Double.NaN : curve.values().get(curve.values().size() - 1);
  }

  /** Steps made so far. */
  long step() {
    return lines.stream().mapToLong(line -> line.path("step").asLong()).max().orElse(0);
  }

  Curve curve(String kind, String name) {
    List<Double> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (JsonNode line : lines) {
      JsonNode value = line.path(name);
      if (line.path("kind").asText().equals(kind) && value.isNumber()) {
        steps.add(line.path("step").asDouble());
        values.add(value.asDouble());
      }
    }
    return new Curve(steps, values);
  }

  /** Names that lines of this kind carry. */
  Set<String> names(String kind) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode line : lines) {
      if (line.path("kind").asText().equals(kind)) {
        line.fieldNames().forEachRemaining(names::add);
      }
    }
    names.remove("kind");
    names.remove("step");
    return names;
  }
}
