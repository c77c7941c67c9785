package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.ReportTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record of the study gets a benchmark that its run never saw. */
class RecordedRunTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void copyARecord() throws IOException {
    Path records = Path.of("..", "..", "experiments", "study", "results", "losses", "records");
    try (Stream<Path> all = Files.list(records)) {
      file = Files.copy(all.sorted().findFirst().orElseThrow(), folder.resolve("result.json"));
    }
  }

  private static EvaluationOutcome outcome(double value) {
    return new EvaluationOutcome(
        new MeasuredValues(
            List.of(MetricValue.of("tar_nearest@far=1e-4,N1D1F2", value, 8)), Map.of(), List.of()),
        Map.of(),
        "flags per row",
        Map.of("faces", "0".repeat(64)),
        new ReportTable("", List.of(), List.of(), List.of()),
        List.of());
  }

  @Test
  void aBenchmarkIsAddedThenReplaced() {
    RunRecord before = JsonRecords.read(file, RunRecord.class);
    RecordedRun.open(file).add("ijb-c", outcome(0.5), Map.of("name", "f.npy"));
    RecordedRun.open(file).add("ijb-c", outcome(0.75), Map.of("name", "f.npy"));
    RunRecord after = JsonRecords.read(file, RunRecord.class);
    assertThat(after.after()).hasSize(before.after().size() + 1);
    assertThat(after.metric("ijb-c", "tar_nearest@far=1e-4,N1D1F2").orElseThrow().value())
        .isEqualTo(0.75);
    assertThat(after.metric("lfw", "accuracy")).isEqualTo(before.metric("lfw", "accuracy"));
    assertThat(after.provenance().data()).containsEntry("ijb-c faces", "0".repeat(64));
    assertThat(after.after().get(after.after().size() - 1).flags())
        .isEqualTo("flags per row; stored embeddings f.npy");
    assertThat(after.recipe()).isEqualTo(before.recipe());
  }

  @Test
  void anotherNetworkAndAnotherFileAreRefused() throws IOException {
    // the beginning of an ONNX file: field 1, IR version 8
    Path other = Files.write(folder.resolve("other.onnx"), new byte[] {8, 8, 58, 0});
    assertThatThrownBy(() -> RecordedRun.open(file).requireOwn(other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not the network of");
    Path none = Files.writeString(folder.resolve("none.json"), "{\"schema\": \"evaluation/2\"}");
    assertThatThrownBy(() -> RecordedRun.open(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected 'run-record/1'");
  }
}
