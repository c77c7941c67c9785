package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.Decimals;
import org.facemargin.experiments.record.GradientPeak;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;

/** Keeps the largest gradients of a run, for its record. */
final class GradientRecord implements TrainingListener {

  private final Map<String, Peak> peaks = new LinkedHashMap<>();

  private record Peak(double largest, long step, double sum, long count) {

    Peak and(double value, long at) {
      boolean higher = count == 0 || value > largest;
      return new Peak(higher ? value : largest, higher ? at : step, sum + value, count + 1);
    }
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (report.finite()) {
      add(GradientPeak.MARGIN_SLOPE, report.largestMarginSlope(), report.step());
      add(GradientPeak.EMBEDDING, report.largestEmbeddingGradient(), report.step());
      add(GradientPeak.BACKBONE, report.backboneGradientNorm(), report.step());
    }
  }

  private void add(String quantity, double value, long step) {
    Peak before = peaks.getOrDefault(quantity, new Peak(0, 0, 0, 0));
    peaks.put(quantity, before.and(value, step));
  }

  List<GradientPeak> peaks() {
    List<GradientPeak> found = new ArrayList<>();
    peaks.forEach(
        (quantity, peak) ->
            found.add(
                new GradientPeak(
                    quantity, peak.largest(), peak.step(), peak.sum() / peak.count())));
    return found;
  }

  @Override
  public String stateKey() {
    return "gradient-record";
  }

  @Override
  public String state() {
    StringBuilder lines = new StringBuilder();
    peaks.forEach(
        (quantity, peak) ->
            lines.append(
                String.join(
                    "\t",
                    quantity,
                    String.valueOf(peak.largest()),
                    String.valueOf(peak.step()),
                    String.valueOf(peak.sum()),
                    String.valueOf(peak.count()) + "\n")));
    return lines.toString();
  }

  @Override
  public void restore(String state) {
    peaks.clear();
    state
        .lines()
        .map(line -> line.split("\t"))
        .forEach(
            fields ->
                peaks.put(
                    fields[0],
                    new Peak(
                        Decimals.parse(fields[1]),
                        Long.parseLong(fields[2]),
                        Decimals.parse(fields[3]),
                        Long.parseLong(fields[4]))));
  }
}
