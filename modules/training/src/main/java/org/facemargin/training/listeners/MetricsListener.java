package org.facemargin.training.listeners;

import java.util.LinkedHashMap;
import java.util.Map;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;

/**
 * Writes a {@code step} line every so many steps: loss, learning rate, cosines, gradient norms,
 * speed, share of the time spent waiting for data. Means are over the steps since the last line,
 * but {@code largest_…} are the largest of them.
 */
public final class MetricsListener implements TrainingListener {

  private final MetricsLog log;
  private final long everySteps;
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private final Map<String, Double> largest = new LinkedHashMap<>();
  private long count;

  /**
   * @param everySteps steps between two lines, at least 1
   */
  public MetricsListener(MetricsLog log, long everySteps) {
    this.log = log;
    this.everySteps = Math.max(1, everySteps);
  }

  @Override
  public void started(TrainingRun run) {
    log.truncateAfter(run.step());
    clear();
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    count++;
    add("loss", report.loss());
    add("mean_target_cosine", report.meanTargetCosine());
    add("backbone_gradient_norm", report.backboneGradientNorm());
    add("head_gradient_norm", report.headGradientNorm());
    add("embedding_norm", mean(report.norms()));
    largest.merge("largest_margin_slope", report.largestMarginSlope(), Math::max);
    largest.merge("largest_embedding_gradient", report.largestEmbeddingGradient(), Math::max);
    add("images", report.images());
    add("seconds", report.seconds());
    add("waited_seconds", report.waitedSeconds());
    if (run.step() % everySteps == 0 || run.step() == run.steps() || !report.finite()) {
      write(report, run);
    }
  }

  private void write(StepReport report, TrainingRun run) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "loss",
          "mean_target_cosine",
          "backbone_gradient_norm",
          "head_gradient_norm",
          "embedding_norm"
        }) {
      values.put(name, sums.get(name) / count);
    }
    values.putAll(largest);
    values.put("learning_rate", report.learningRate());
    values.put("images_per_second", sums.get("images") / sums.get("seconds"));
    values.put("data_wait_share", sums.get("waited_seconds") / sums.get("seconds"));
    log.append("step", run.step(), values);
    clear();
  }

  private void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  private void clear() {
    sums.clear();
    largest.clear();
    count = 0;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
