package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.figures.MarginStudy;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.sweep.SweepReport;
import org.facemargin.experiments.sweep.SweepSpec;
import org.facemargin.report.Block;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.Test;
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
    assertThat(Files.readString(results.resolve("table.md"))).isEqualTo(markdown(report.table()));
    if (records.all().stream().anyMatch(record -> !record.separation().isEmpty())) {
      assertThat(Files.readString(results.resolve("page.md"))).contains(rows(report.angleTable()));
    }
  }

  /** The claims and every value on figure 4's page are what the records say today. */
  @Test
  void figureFourIsMadeOfItsRecords() throws IOException {
    List<RunRecord> records = new ArrayList<>();
    for (String name : List.of("figure-4", "figure-4-seeds", "figure-4-longer")) {
      Path folder = STUDY.resolve("results").resolve(name).resolve("records");
      records.addAll(RunRecords.below(folder).all());
    }
    String page = Files.readString(STUDY.resolve("results/figure-4/margins/page.md"));
    List<ReportTable> tables =
        new MarginStudy(records)
            .page().sections().stream()
                .flatMap(section -> section.blocks().stream())
                .filter(Block.Table.class::isInstance)
                .map(block -> ((Block.Table) block).table())
                .toList();
    assertThat(tables).hasSizeGreaterThanOrEqualTo(2);
    assertThat(tables).allSatisfy(table -> assertThat(page).contains(rows(table)));
  }

  private static String markdown(ReportTable table) {
    return NamedRegistry.of(TableRenderer.class).get("markdown").render(table);
  }

  /** The table's lines alone, without title and notes. */
  private static List<String> rows(ReportTable table) {
    return markdown(table).lines().filter(line -> line.startsWith("|")).toList();
  }
}
