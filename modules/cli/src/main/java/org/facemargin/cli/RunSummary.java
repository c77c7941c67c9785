package org.facemargin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunFolder;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;

/** What is printed at the end of a run. */
final class RunSummary {

  private RunSummary() {}

  static String of(RunRecord record, RunFolder folder) {
    List<List<String>> rows = new ArrayList<>();
    for (Measurement measurement : record.after()) {
      String name = measurement.benchmark();
      rows.add(
          List.of(
              name,
              accuracy(measurement.metric("accuracy")),
              accuracy(record.untrained(name, "accuracy")),
              accuracy(record.untrained(RunRecord.pixels(name), "accuracy"))));
    }
    ReportTable table =
        new ReportTable(
            "",
            List.of("benchmark", "trained", "untrained", "raw pixels"),
            rows,
            List.of(
                String.format(
                    Locale.ROOT,
                    "%s: %d steps, %.1f images/s, loss %.3f. Engine: %s. Head: %s.",
                    record.training().outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    record.training().steps(),
                    record.training().imagesPerSecond(),
                    record.training().finalLoss(),
                    record.provenance().engine(),
                    record.provenance().head()),
                "Report: " + folder.page(),
                "Record: " + folder.result()));
    return NamedRegistry.of(TableRenderer.class).get("text").render(table);
  }

  private static String accuracy(Optional<MetricValue> metric) {
    return metric
        .map(value -> String.format(Locale.ROOT, "%.2f %%", 100 * value.value()))
        .orElse("not measured");
  }
}
