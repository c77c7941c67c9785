package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.experiments.catalogue.Catalogue;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.table.FilledTable;
import org.facemargin.experiments.table.TableSpec;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONTRIBUTING's walk where the one new file is data: a benchmark, a table of a paper. */
class NewcomerFilesTest {

  @TempDir Path project;
  private String before;

  @BeforeEach
  void aProjectOfItsOwn() {
    before = System.getProperty(ProjectFolder.PROPERTY, "");
    System.setProperty(ProjectFolder.PROPERTY, project.toString());
  }

  @AfterEach
  void theProjectAgain() {
    System.setProperty(ProjectFolder.PROPERTY, before);
  }

  private Path file(String name, String text) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void oneCardIsABenchmark() throws IOException {
    file(
        "experiments/benchmarks/newcomer.yaml",
        "schema: benchmark/1\n"
            + "title: Newcomer\n"
            + "protocol: ten-fold-pairs\n"
            + "list: lfw\n"
            + "pairs: [pairs.txt]\n"
            + "images: [.]\n"
            + "folds: 10\n"
            + "val_far: 1.0e-3\n"
            + "expect: {pairs: 6000, same: 3000}\n"
            + "source: made up for this test\n");
    assertThat(BenchmarkCard.find("newcomer").title()).isEqualTo("Newcomer");
    Catalogue benchmarks = NamedRegistry.of(Catalogue.class).get("benchmarks");
    assertThat(benchmarks.table().rows()).hasSize(1);
    assertThat(benchmarks.table().rows().get(0)).startsWith("newcomer", "Newcomer");
  }

  @Test
  void oneFileIsATableOfAPaper() throws IOException {
    Path smoke = Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml");
    file("experiments/papers/newcomer/runs/a.yaml", Files.readString(smoke));
    file(
        "experiments/papers/newcomer/paper.yaml",
        "schema: paper/1\ntitle: T\nauthors: A\nvenue: V\n");
    Path table =
        file(
            "experiments/papers/newcomer/tables/t.yaml",
            "schema: table/1\n"
                + "title: A newcomer's table\n"
                + "source: made up for this test\n"
                + "records: ../records\n"
                + "paper: ../paper.yaml\n"
                + "tolerance: 0.3\n"
                + "columns: [{label: Toy, benchmark: toy-faces, metric: accuracy, unit: percent}]\n"
                + "rows: [{label: One, run: ../runs/a.yaml, published: [99.5]}]\n");
    TableSpec spec = TableSpec.read(table);
    FilledTable filled = FilledTable.of(spec, RunRecords.below(spec.records()));
    assertThat(NamedRegistry.of(TableRenderer.class).all()).hasSizeGreaterThanOrEqualTo(4);
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      assertThat(renderer.render(filled.table())).contains("not run", "99.50");
    }
  }
}
