package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.experiments.models.EngineNetwork;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.GradientPeak;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.faces.noise.NoiseTable;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that run, end to end on drawn faces and a handful of steps. */
class RunCommandsTest {

  private static final Path EXPERIMENTS =
      Path.of("..", "..", "experiments").toAbsolutePath().normalize();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  @Test
  void aRunIsTrainedResumedExportedAndReported() throws IOException {
    Path yaml = EXPERIMENTS.resolve("smoke/sweep-base.yaml");
    Path run = folder.resolve("run");
    assertThat(run("train", yaml, "--out", run)).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(run.resolve("result.json")).exists();
    assertThat(run.resolve("first-batch.png")).exists();
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .filteredOn(line -> line.contains("\"kind\":\"step\""))
        .hasSize(4);
    assertThat(run("train", yaml, "--out", run)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--resume");
    assertThat(run("train", yaml, "--resume", "--set", "seed=2", "--out", run))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'seed: 1' there, 'seed: 2' asked for");
    assertThat(run("train", yaml, "--resume", "--out", run)).isEqualTo(ExitCode.OK);
    Path onnx = folder.resolve("m.onnx");
    assertThat(run("export", run.resolve("checkpoint.zip"), "--out", onnx)).isEqualTo(ExitCode.OK);
    assertThat(onnx).isNotEmptyFile();
    LoadedNetwork loaded = LoadedNetwork.of(run.resolve("checkpoint.zip"), Optional.empty(), true);
    try (EngineNetwork model = EngineNetwork.open(loaded, 4)) {
      float[] embeddings = new float[2 * model.dimension()];
      model.embed(new float[2 * model.imageSpec().valuesPerImage()], 2, embeddings, 0);
      assertThat(embeddings[0]).isFinite().isEqualTo(embeddings[model.dimension()]);
    }
    Files.delete(run.resolve("report/index.html"));
    assertThat(run("report", run)).isEqualTo(ExitCode.OK);
    assertThat(run.resolve("report/index.html")).isNotEmptyFile();
  }

  /** Twelve people with six pictures each: a fifth of 72 is reached by three, and nine stay. */
  @Test
  void openSetNoiseIsRecordedInTheRun() {
    Path run = folder.resolve("noisy");
    Path yaml = EXPERIMENTS.resolve("smoke/sweep-base.yaml");
    String noise = "data.label_noise={kind: open-set, share: 0.2}";
    assertThat(run("train", yaml, "--set", noise, "--tensorboard", "--out", run))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    List<NoiseTable.Row> rows = NoiseTable.read(run.resolve("label-noise.tsv")).rows();
    assertThat(rows).filteredOn(row -> !row.clean()).hasSize(18);
    assertThat(rows).extracting(NoiseTable.Row::label).containsOnly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    RunRecord record = JsonRecords.read(run.resolve("result.json"), RunRecord.class);
    assertThat(record.angles())
        .extracting(AngleDistribution::group, AngleDistribution::images)
        .containsExactly(tuple("clean", 54L), tuple("noisy", 18L));
    assertThat(run.resolve("tensorboard")).isNotEmptyDirectory();
    assertThat(record.gradient(GradientPeak.EMBEDDING)).isPresent();
    assertThat(run.resolve("report/index.html")).content().contains("Clean and noisy labels");
  }

  @Test
  void aSweepLeavesOneRecordACellAndATable() {
    Path sweep = folder.resolve("sweep");
    assertThat(run("sweep", EXPERIMENTS.resolve("smoke/sweep.yaml"), "--out", sweep))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    assertThat(sweep.resolve("records").toFile().list()).hasSize(4);
    assertThat(sweep.resolve("report/sweep.md")).content().contains("loss.m=0.3", "2 of 2");
  }

  @Test
  void aSweepMayRunSomeOfItsSeedsOnly() {
    Path sweep = folder.resolve("sweep");
    Path yaml = EXPERIMENTS.resolve("smoke/sweep.yaml");
    assertThat(run("sweep", yaml, "--seeds", "2", "--out", sweep)).isEqualTo(ExitCode.OK);
    assertThat(sweep.resolve("records").toFile().list()).hasSize(2);
    assertThat(sweep.resolve("report/sweep.md")).content().contains("1 of 2");
    assertThat(run("sweep", yaml, "--seeds", "3", "--out", sweep)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aTableOfAPaperIsRenderedWithStates() {
    Path table = EXPERIMENTS.resolve("papers/ampface-wacv2023/tables/table-1.yaml");
    Path target = folder.resolve("t");
    assertThat(run("report", table, "--out", target)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("not run; published 99.80");
    assertThat(target.resolve("table-1.tex")).isNotEmptyFile();
    assertThat(target.resolve("index.html")).isNotEmptyFile();
  }

  @Test
  void anUnknownKeyIsAUsageErrorWithFileAndLine() throws IOException {
    Path yaml = folder.resolve("bad.yaml");
    Files.writeString(yaml, "schema: run/1\nscale: reduced\nseed: 1\nsede: 2\n");
    assertThat(run("train", yaml, "--out", folder.resolve("o"))).isEqualTo(ExitCode.USAGE);
    assertThat(folder.resolve("o")).doesNotExist();
  }
}
