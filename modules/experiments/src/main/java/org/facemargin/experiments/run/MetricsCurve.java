package org.facemargin.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.facemargin.files.json.JsonRecords;

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

    /** Exponentially smoothed, the mean so far while it is short. */
    Curve smoothed(double keep) {
      List<Double> out = new ArrayList<>();
      double sum = 0;
      double weight = 0;
      for (double value : values) {
        sum = keep * sum + value;
        weight = keep * weight + 1;
        out.add(sum / weight);
      }
      return new Curve(steps, out);
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
