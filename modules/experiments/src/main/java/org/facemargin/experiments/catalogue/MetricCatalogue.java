package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.Statistic;
import org.facemargin.metrics.VerificationMetric;
import org.facemargin.report.ReportTable;

/** The numbers that records and reports hold, and what each is. */
@AutoService(Catalogue.class)
public final class MetricCatalogue implements Catalogue {

  /** Of folds rather than of scores. */
  private static final List<List<String>> OF_FOLDS =
      List.of(
          List.of(
              "ten-fold",
              "accuracy, accuracy_std, val@far",
              "mean over folds of the share of pairs decided correctly, each fold at the threshold"
                  + " that is best on the others; its population standard deviation; mean over"
                  + " folds of the TAR at the threshold chosen for a FAR"));

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public ReportTable table() {
    List<List<String>> rows = new ArrayList<>(OF_FOLDS);
    for (VerificationMetric metric : NamedRegistry.of(VerificationMetric.class).all()) {
      rows.add(List.of(metric.name(), keys(metric), metric.description()));
    }
    return new ReportTable(
        "Metrics", List.of("name", "keys in result.json", "what it is"), rows, List.of());
  }

  private static String keys(VerificationMetric metric) {
    MetricSettings everything =
        new MetricSettings(MetricSettings.DEFAULT.fars(), MetricSettings.DEFAULT.costs(), true);
    return metric.statistics(everything).stream()
        .map(Statistic::key)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
