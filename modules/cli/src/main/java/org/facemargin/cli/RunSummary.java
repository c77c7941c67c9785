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
import org.facemargin.report.Words;

/** What is printed at the end of a run. */
final class RunSummary {

  private RunSummary() {}

  /** Prints a run's record or what matters of it; returns the record. */
  static RunRecord print(RunRecord record, RunFolder folder, Console console) {
    console.result(folder.result(), () -> of(record, folder));
    return record;
  }

  private static String of(RunRecord record, RunFolder folder) {
    List<List<String>> rows = new ArrayList<>();
    for (Measurement measurement : record.after()) {
      String name = measurement.benchmark();
      String id = measurement.headline().map(MetricValue::id).orElse("");
      rows.add(
          List.of(
              name,
              shown(measurement.headline()),
              shown(record.untrained(name, id)),
              shown(record.untrained(RunRecord.pixels(name), id))));
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

  private static String shown(Optional<MetricValue> metric) {
    return metric.map(Words::value).orElse("not measured");
  }
}
