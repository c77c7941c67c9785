package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.sweep.SweepReport;
import org.facemargin.experiments.sweep.SweepSpec;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The study's committed records are of its sweeps, and its pages say what the records say. */
class StudyRecordsTest {

  private static final Path STUDY =
      Path.of("..", "..", "experiments", "study").toAbsolutePath().normalize();

  static List<String> sweeps() throws IOException {
    try (Stream<Path> folders = Files.list(STUDY.resolve("results"))) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("sweeps")
  void everyRecordCountsAndThePageIsMadeOfThem(String name) throws IOException {
    Path results = STUDY.resolve("results").resolve(name);
    RunRecords records = RunRecords.below(results.resolve("records"));
    SweepReport report =
        new SweepReport(SweepSpec.read(STUDY.resolve(name + ".yaml")), records, List.of());
    assertThat(records.all()).isNotEmpty();
    assertThat(report.recorded())
        .as("records of %s that are of no cell", name)
        .isEqualTo(records.all().size());
    assertThat(records.all()).extracting(RunRecord::scale).containsOnly("reduced");
    assertThat(records.all()).noneMatch(record -> record.provenance().git().dirty());
    assertThat(Files.readString(results.resolve("table.md")))
        .isEqualTo(NamedRegistry.of(TableRenderer.class).get("markdown").render(report.table()));
  }
}
