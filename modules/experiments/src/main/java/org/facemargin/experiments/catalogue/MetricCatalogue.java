package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.experiments.report.ReportTable;

/** The numbers that records and reports hold, and what each is. */
@AutoService(Catalogue.class)
public final class MetricCatalogue implements Catalogue {

  private static final List<List<String>> METRICS =
      List.of(
          List.of(
              "accuracy",
              "mean over folds of the share of pairs judged rightly, each fold at the threshold"
                  + " that is best on the others"),
          List.of("accuracy_std", "standard deviation of that over folds, population form"),
          List.of("val@far", "mean over folds of the TAR at the threshold chosen for a FAR"),
          List.of("auc", "area under the ROC of all pairs"),
          List.of(
              "tar_iso",
              "largest TAR among thresholds whose FAR does not exceed the target (ISO/IEC"
                  + " 19795-1)"),
          List.of(
              "tar_nearest",
              "TAR at the point of the ROC whose FAR is nearest to the target (insightface)"));

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public ReportTable table() {
    return new ReportTable("Metrics", List.of("name", "what it is"), METRICS, List.of());
  }
}
