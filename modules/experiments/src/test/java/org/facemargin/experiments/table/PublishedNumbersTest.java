package org.facemargin.experiments.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.PretendedRun;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of papers that were read, numbers that another page quotes, and none at all. */
class PublishedNumbersTest {

  private static final Path PAPERS =
      Path.of("..", "..", "experiments", "papers").toAbsolutePath().normalize();

  @TempDir Path folder;

  private TableSpec table(String rows) throws IOException {
    String run = Files.readString(PAPERS.resolve("../smoke/sweep-base.yaml").normalize());
    Files.writeString(folder.resolve("a.yaml"), run.replace("scale: reduced\n", "scale: full\n"));
    Files.writeString(
        folder.resolve("paper.yaml"), "schema: paper/1\ntitle: T\nauthors: A\nvenue: V\n");
    Path file = folder.resolve("t.yaml");
    Files.writeString(
        file,
        "schema: table/1\n"
            + "title: Losses\n"
            + "source: S\n"
            + "records: records\n"
            + "paper: paper.yaml\n"
            + "tolerance: 0.3\n"
            + "columns: [{label: Toy, benchmark: toy-faces, metric: accuracy, unit: percent}]\n"
            + "rows:\n"
            + rows);
    return TableSpec.read(file);
  }

  private static RunRecords measured(RunConfig run, double accuracy) {
    return new RunRecords(
        List.of(
            PretendedRun.of(
                run,
                TrainingSummary.Outcome.COMPLETED,
                List.of(),
                new Measurement(
                    "toy-faces", 1, List.of(MetricValue.of("accuracy", accuracy, 10)), ""))));
  }

  /** 0.2 points off: reproduced where the number was verified, else only measured. */
  @Test
  void aNumberOfASecondarySourceJudgesNothing() throws IOException {
    TableSpec verified = table("  - {label: One, run: a.yaml, published: [99.5 ± 0.1]}\n");
    TableSpec quoted =
        table(
            "  - label: One\n"
                + "    run: a.yaml\n"
                + "    published: [{value: 99.5 ± 0.1, secondary: example.org/page}]\n");
    RunRecords records = measured(RunConfig.read(folder.resolve("a.yaml"), List.of()), 0.993);
    assertThat(FilledTable.of(verified, records).cells().get(0).get(0).words())
        .isEqualTo("99.30, reproduced; published 99.50 ± 0.10");
    assertThat(FilledTable.of(quoted, records).cells().get(0).get(0).words())
        .isEqualTo(
            "99.30, measured, no verified number to compare with; published 99.50 ± 0.10"
                + " (secondary source: example.org/page)");
    assertThat(FilledTable.of(quoted, records).table().notes())
        .anyMatch(note -> note.startsWith("Secondary source: "));
  }

  @Test
  void withoutAPublishedNumberItIsARecipe() throws IOException {
    for (String published : List.of("", ", published: [not available]")) {
      FilledTable filled =
          FilledTable.of(
              table("  - {label: One, run: a.yaml" + published + "}\n"), RunRecords.NONE);
      assertThat(filled.table().title()).isEqualTo("Recipe: Losses");
      assertThat(filled.table().notes()).noneMatch(note -> note.startsWith("Reproduced"));
      assertThat(filled.cells().get(0).get(0).words())
          .isEqualTo("not run; published not available");
    }
  }

  @Test
  void aRowWithoutARunSaysWhy() throws IOException {
    FilledTable filled =
        FilledTable.of(
            table("  - {label: One, no_run: it is about speakers, published: [0.8]}\n"),
            RunRecords.NONE);
    assertThat(filled.cells().get(0).get(0).words())
        .isEqualTo("not run; published 0.80; it is about speakers");
  }

  @Test
  void aSecondarySourceOfNoNumberIsAnError() {
    assertThatThrownBy(
            () ->
                table(
                    "  - label: One\n"
                        + "    run: a.yaml\n"
                        + "    published: [{value: not available, secondary: p}]\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("t.yaml:")
        .hasMessageContaining("which has no secondary source");
  }

  /** The four error rates of ChebyAAM and the four numbers of Q-Margin that others quote. */
  @Test
  void whatOthersQuoteIsInTheTablesAndMarked() {
    assertThat(rendered("chebyaam-2026/tables/speakers.yaml"))
        .contains("0.8453 (secondary source: ", "1.9008 (", "1.3122 (", "7.1099 (")
        .doesNotContain("Recipe");
    assertThat(rendered("alpha-divergence-2025/tables/webface42m.yaml"))
        .contains("93.67 (secondary source: ", "97.78 (", "96.35 (", "96.00 (", "95.64 (");
    assertThat(rendered("alpha-divergence-2025/tables/speakers.yaml")).contains("74.60 (");
    for (String recipe :
        List.of(
            "alpha-divergence-2025/recipes/ms1mv2.yaml",
            "chebyaam-2026/recipes/faces.yaml",
            "expface-2025/recipes/casia.yaml")) {
      assertThat(rendered(recipe)).contains("Recipe: ");
    }
  }

  private static String rendered(String table) {
    TableSpec spec = TableSpec.read(PAPERS.resolve(table));
    return NamedRegistry.of(TableRenderer.class)
        .get("markdown")
        .render(FilledTable.of(spec, RunRecords.NONE).table());
  }
}
