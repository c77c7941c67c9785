package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.report.ReportTable;
import org.junit.jupiter.api.Test;

class NumbersTableTest {

  private static Measurement measured(String benchmark, MetricValue... values) {
    return new Measurement(benchmark, 0, List.of(values), "");
  }

  private static MetricValue value(String id, double value) {
    return MetricValue.of(id, value, 100);
  }

  @Test
  void aNumberIsOneRowAndItsStagesAreColumns() {
    List<ReportTable> tables =
        NumbersTable.of(
            List.of(
                measured("lfw", value("accuracy", 0.5), value("eer", 0.4)),
                measured(RunRecord.pixels("lfw"), value("accuracy", 0.6)),
                measured("cfp", value("accuracy", 0.55))),
            List.of(
                measured("lfw", value("accuracy", 0.9), value("tar_iso@far=1e-3", 0.8)),
                measured("cfp", value("accuracy", 0.7))));
    assertThat(tables).extracting(ReportTable::title).containsExactly("lfw", "cfp");
    assertThat(tables.get(0).columns())
        .containsExactly("number", "raw pixels", "before training", "after training");
    assertThat(tables.get(0).rows())
        .containsExactly(
            List.of("accuracy", "60.00 %", "50.00 %", "90.00 %"),
            List.of("eer", "-", "40.00 %", "-"),
            List.of("tar_iso@far=1e-3", "-", "-", "80.00 %"));
    assertThat(tables.get(1).columns())
        .containsExactly("number", "before training", "after training");
  }

  @Test
  void intervalsStandBelowTheirNumbersAndAreExplainedOnce() {
    MetricValue low = new MetricValue("accuracy", 0.5, 0.4, 0.6, 100, "Wilson 95 %");
    MetricValue high = new MetricValue("accuracy", 0.9, 0.8, 0.95, 100, "Wilson 95 %");
    ReportTable table =
        NumbersTable.of(List.of(measured("lfw", low)), List.of(measured("lfw", high))).get(0);
    assertThat(table.rows().get(0))
        .containsExactly(
            "accuracy",
            "50.00 %, 40.00 % to 60.00 % (Wilson 95 %)",
            "90.00 %, 80.00 % to 95.00 % (Wilson 95 %)");
    assertThat(table.briefs())
        .extracting(ReportTable.Brief::first, ReportTable.Brief::second)
        .containsExactly(
            tuple("50.00 %", "40.00 % to 60.00 %"), tuple("90.00 %", "80.00 % to 95.00 %"));
    assertThat(table.notes()).containsExactly("Below a number: Wilson 95 %.");
    assertThat(NumbersTable.of(List.of(), List.of())).isEmpty();
  }
}
