package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.sweep.SweepSpec;
import org.facemargin.experiments.table.FilledTable;
import org.facemargin.experiments.table.PaperCard;
import org.facemargin.experiments.table.TablePage;
import org.facemargin.experiments.table.TableSpec;
import org.facemargin.report.HtmlPage;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every run, sweep, paper and table of the project is read, checked and wired. */
class ExperimentFilesTest {

  private static final Path ROOT = Path.of("..", "..", "experiments").toAbsolutePath().normalize();

  /** Fewer files than these mean that the test looked in the wrong place. */
  private static final Map<String, Integer> AT_LEAST =
      Map.of("run/1", 35, "sweep/1", 5, "table/1", 5, "paper/1", 4);

  private static final Map<String, Consumer<Path>> CHECKS =
      Map.of(
          "run/1", ExperimentFilesTest::run,
          "sweep/1", ExperimentFilesTest::sweep,
          "table/1", ExperimentFilesTest::table,
          "paper/1", PaperCard::read);

  @Test
  void thereAreEnoughOfEachKind() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Path file : files()) {
      counts.merge(schemaOf(file), 1, Integer::sum);
    }
    AT_LEAST.forEach(
        (schema, least) ->
            assertThat(counts.getOrDefault(schema, 0)).as(schema).isGreaterThanOrEqualTo(least));
  }

  @TestFactory
  Stream<DynamicTest> everyFileIsRead() throws IOException {
    return files().stream()
        .filter(file -> CHECKS.containsKey(schemaOf(file)))
        .map(
            file ->
                DynamicTest.dynamicTest(
                    ROOT.relativize(file).toString(),
                    () -> CHECKS.get(schemaOf(file)).accept(file)));
  }

  /** A file without a schema is a base that runs extend: it is read through them. */
  @Test
  void everyFileWithoutASchemaIsABase() throws IOException {
    for (Path file : files()) {
      if (schemaOf(file).isEmpty()) {
        assertThat(file.getFileName().toString()).isEqualTo("base.yaml");
      }
    }
  }

  private static void run(Path file) {
    RunConfig config = RunConfig.read(file, List.of());
    assertThat(config.loss().create().name()).isEqualTo(config.loss().plugIn().name());
    assertThat(config.resolved().yaml()).contains("schema: run/1");
  }

  private static void sweep(Path file) {
    SweepSpec sweep = SweepSpec.read(file);
    assertThat(sweep.cells()).hasSizeGreaterThan(1);
    long distinct =
        sweep.cells().stream()
            .map(cell -> cell.config(sweep).resolved().sha256())
            .distinct()
            .count();
    assertThat(distinct).as("every cell is another run").isEqualTo(sweep.cells().size());
  }

  private static void table(Path file) {
    TableSpec spec = TableSpec.read(file);
    FilledTable filled = FilledTable.of(spec, RunRecords.below(spec.records()));
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      assertThat(renderer.render(filled.table())).contains("published");
    }
    assertThat(HtmlPage.render(TablePage.of(filled))).contains(spec.rows().get(0).label());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static String schemaOf(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("schema:"))
          .map(line -> line.substring("schema:".length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
