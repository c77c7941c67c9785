package org.facemargin.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.experiments.PretendedRun;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.report.HtmlPage;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {

  @TempDir Path folder;
  private Path file;
  private final List<String> ran = new ArrayList<>();

  @BeforeEach
  void files() throws IOException {
    Path smoke = Path.of("..", "..", "experiments", "smoke").toAbsolutePath().normalize();
    Files.copy(smoke.resolve("sweep-base.yaml"), folder.resolve("sweep-base.yaml"));
    file = folder.resolve("sweep.yaml");
    Files.copy(smoke.resolve("sweep.yaml"), file);
  }

  /** A run that is not run: accuracy 0.5 + m + seed / 100. */
  private RunRecord pretend(RunConfig config, Path cell, Progress progress) {
    ran.add(config.name() + " " + config.seed());
    double margin = Double.parseDouble(config.loss().plugIn().parameters().get("m"));
    boolean collapsed = margin > 0.25 && config.seed() == 2;
    return PretendedRun.of(
        config,
        collapsed ? TrainingSummary.Outcome.COLLAPSED : TrainingSummary.Outcome.COMPLETED,
        List.of(),
        new Measurement(
            "toy-faces",
            1,
            List.of(MetricValue.of("accuracy", 0.5 + margin + config.seed() / 100.0, 10)),
            ""));
  }

  @Test
  void everyCellIsRunOnceAndASecondSweepRunsNothing() {
    SweepSpec sweep = SweepSpec.read(file);
    SweepRunner runner = new SweepRunner(sweep, folder.resolve("out"), this::pretend);
    assertThat(runner.run(1, Progress.SILENT)).hasSize(4);
    assertThat(ran)
        .containsExactly(
            "sweep/loss.m=0.1 1", "sweep/loss.m=0.3 1", "sweep/loss.m=0.1 2", "sweep/loss.m=0.3 2");
    ran.clear();
    assertThat(runner.run(2, Progress.SILENT)).hasSize(4);
    assertThat(ran).isEmpty();
  }

  /**
   * The second cell is asked to stop half-way: it and what comes after are left for the next time.
   */
  @Test
  void aStoppedSweepRecordsWhatEndedAndGoesOnFromThere() {
    SweepSpec sweep = SweepSpec.read(file);
    List<SweepRunner> self = new ArrayList<>();
    RunExecution stopping =
        (config, cell, progress) -> {
          RunRecord record = pretend(config, cell, progress);
          if (ran.size() < 2) {
            return record;
          }
          self.get(0).requestStop("interrupted");
          return interrupted(record);
        };
    self.add(new SweepRunner(sweep, folder.resolve("out"), stopping));
    assertThat(self.get(0).run(1, Progress.SILENT)).hasSize(1);
    assertThat(ran).hasSize(2);
    assertThat(self.get(0).records().toFile().list()).hasSize(1);
    ran.clear();
    SweepRunner again = new SweepRunner(sweep, folder.resolve("out"), this::pretend);
    assertThat(again.run(1, Progress.SILENT)).hasSize(4);
    assertThat(ran).hasSize(3);
  }

  private static RunRecord interrupted(RunRecord record) {
    TrainingSummary.Outcome outcome = TrainingSummary.Outcome.INTERRUPTED;
    return new RunRecord(
        record.schema(),
        record.run(),
        record.scale(),
        record.seed(),
        record.recipe(),
        record.configSha256(),
        record.config(),
        record.provenance(),
        record.resumed(),
        new TrainingSummary(outcome, "", 1, 1, 1, 1, 1, 1, 0),
        record.gradients(),
        record.angles(),
        record.separation(),
        record.before(),
        record.after(),
        record.export());
  }

  /** As a version before label noise would have written it: a key fewer, and so another hash. */
  @Test
  void aRecordOfAnOlderVersionIsTheSameRunIfItMeansTheSameToday() {
    SweepSpec sweep = SweepSpec.read(file);
    RunRecord record = pretend(sweep.cells().get(0).config(sweep), folder, Progress.SILENT);
    String older = record.config().replace("  label_noise: 0.0\n", "");
    assertThat(older).isNotEqualTo(record.config());
    RecordedCell cell = new RecordedCell(sweep.cells().get(0).config(sweep));
    assertThat(cell.is(with(record, older))).isTrue();
    assertThat(cell.is(with(record, older.replace("seed: 1\n", "seed: 9\n")))).isFalse();
    assertThat(cell.is(with(record, "of: another age\n"))).isFalse();
  }

  private static RunRecord with(RunRecord record, String config) {
    return new RunRecord(
        record.schema(),
        record.run(),
        record.scale(),
        record.seed(),
        record.recipe(),
        "another hash",
        config,
        record.provenance(),
        record.resumed(),
        record.training(),
        record.gradients(),
        record.angles(),
        record.separation(),
        record.before(),
        record.after(),
        record.export());
  }

  @Test
  void aChangedBaseIsRunAgain() throws IOException {
    SweepSpec sweep = SweepSpec.read(file);
    SweepRunner runner = new SweepRunner(sweep, folder.resolve("out"), this::pretend);
    runner.run(1, Progress.SILENT);
    ran.clear();
    Path base = folder.resolve("sweep-base.yaml");
    Files.writeString(base, Files.readString(base).replace("max_steps: 4", "max_steps: 5"));
    runner.run(1, Progress.SILENT);
    assertThat(ran).hasSize(4);
  }

  /**
   * At m = 0.1 the accuracies are 0.61 and 0.62: mean 0.615, sample standard deviation 0.01 / √2 =
   * 0.00707.
   */
  @Test
  void theReportGivesMeanDeviationAndCollapse() {
    SweepSpec sweep = SweepSpec.read(file);
    SweepRunner runner = new SweepRunner(sweep, folder.resolve("out"), this::pretend);
    runner.run(1, Progress.SILENT);
    SweepReport report = new SweepReport(sweep, RunRecords.below(runner.records()), List.of());
    assertThat(report.table().rows().get(0))
        .startsWith("loss.m=0.1", "61.50", "0.71", "2 of 2", "run");
    assertThat(report.table().rows().get(1)).contains("collapsed in 1 of 2");
    assertThat(HtmlPage.render(report.page()))
        .contains("against loss.m", "★ 81.50", "Best accuracy on toy-faces")
        .contains("aria-label=\"collapsed\">✕</span> collapsed in 1 of 2");
    assertThat(NamedRegistry.of(TableRenderer.class).get("latex").render(report.table()))
        .contains("\\textbf{81.50 $\\pm$ 0.71}", "$m=0.3$", "collapsed in 1 of 2\\tnote{a}");
  }

  /** Twelve identities in sixteen dimensions: the prediction of the theory for the same setting. */
  @Test
  void thePredictedBestMarginIsMarked() {
    double predicted =
        new BestMargin(12, 16, 16, BestMargin.DEFAULT_TOLERANCE)
            .predictions().stream()
                .filter(prediction -> prediction.loss().equals("arcface"))
                .mapToDouble(BestMargin.Prediction::predicted)
                .findFirst()
                .orElseThrow();
    assertThat(PredictedMargins.of(SweepSpec.read(file), Progress.SILENT))
        .allSatisfy(mark -> assertThat(mark.at()).isEqualTo(predicted))
        .hasSize(Double.isFinite(predicted) ? 1 : 0);
  }

  @Test
  void aSweepWithoutRecordsSaysSo() {
    SweepReport report = new SweepReport(SweepSpec.read(file), RunRecords.NONE, List.of());
    assertThat(report.table().rows().get(0)).contains("not run", "0 of 2");
  }

  @Test
  void listAndGridMultiplyAndALabelMayNotRepeat() throws IOException {
    Files.writeString(
        file,
        Files.readString(file)
            + "list:\n  - {label: A, set: [\"loss={name: arcface}\"]}\n"
            + "  - {label: B, set: [\"loss={name: cosface}\"]}\n");
    SweepSpec sweep = SweepSpec.read(file);
    assertThat(sweep.variants()).hasSize(4);
    assertThat(sweep.variants().get(2).series()).isEqualTo("B");
    Files.writeString(file, Files.readString(file).replace("label: B", "label: A"));
    assertThatThrownBy(() -> SweepSpec.read(file)).isInstanceOf(ConfigurationException.class);
  }
}
