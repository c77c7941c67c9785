package org.facemargin.evaluation.benchmark;

import java.util.List;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.metrics.DetectionCost;
import org.facemargin.metrics.MetricSettings;

/** The keys of a card that say which metrics are wanted. */
public final class MetricKeys {

  private MetricKeys() {}

  public static MetricSettings read(ConfigReader card) {
    List<Double> fars = distinct(card, "fars", 1e-12, 1);
    List<Double> priors = distinct(card, "p_target", 1e-9, 1 - 1e-9);
    double miss = card.number("cost_miss", 1, 1e-9, 1e9);
    double falseAlarm = card.number("cost_false_alarm", 1, 1e-9, 1e9);
    boolean ratios = card.flag("log_likelihood_ratios", false);
    List<Double> wanted =
        priors.isEmpty()
            ? MetricSettings.DEFAULT.costs().stream().map(DetectionCost::targetPrior).toList()
            : priors;
    return new MetricSettings(
        fars.isEmpty() ? MetricSettings.DEFAULT.fars() : fars,
        wanted.stream().map(prior -> new DetectionCost(prior, miss, falseAlarm)).toList(),
        ratios);
  }

  /** Each is a number of the result under its own name. */
  private static List<Double> distinct(ConfigReader card, String key, double low, double high) {
    List<Double> values = card.oneOrMoreNumbers(key, low, high);
    if (values.stream().distinct().count() < values.size()) {
      throw card.error(key, "is %s, expected each number once", values);
    }
    return values;
  }
}
