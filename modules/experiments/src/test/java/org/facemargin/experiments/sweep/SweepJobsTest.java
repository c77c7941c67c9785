package org.facemargin.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several runs of a sweep at once, in truth: four networks trained, by each engine of this JVM. */
class SweepJobsTest {

  private static final Path SMOKE =
      Path.of("..", "..", "experiments", "smoke").toAbsolutePath().normalize();

  @TempDir Path folder;

  private SweepSpec sweep(String engine) throws IOException {
    String base = Files.readString(SMOKE.resolve("sweep-base.yaml"));
    Files.writeString(
        folder.resolve("sweep-base.yaml"),
        base.replace("engine: {name: nd4j,", "engine: {name: " + engine + ", winograd: never,"));
    Files.copy(SMOKE.resolve("sweep.yaml"), folder.resolve("sweep.yaml"));
    return SweepSpec.read(folder.resolve("sweep.yaml"));
  }

  private List<RunRecord> run(SweepSpec sweep, String out, int jobs) {
    SweepRunner runner = new SweepRunner(sweep, folder.resolve(out), new SessionExecution(folder));
    return runner.run(jobs, Progress.SILENT);
  }

  /** All that is measured, bit for bit; seconds and times of day differ. */
  private static List<Object> numbers(RunRecord record) {
    return List.of(
        record.run(),
        record.seed(),
        record.training().finalLoss(),
        record.training().meanTargetCosine(),
        record.training().centreNorm(),
        record.gradients(),
        record.metric("toy-faces", "accuracy"),
        record.metric("toy-faces", "auc"));
  }

  @Test
  void fourAtOnceAreWhatTheyAreOneByOne() throws IOException {
    SweepSpec sweep = sweep("onednn");
    List<Object> serial =
        run(sweep, "serial", 1).stream().<Object>map(SweepJobsTest::numbers).toList();
    List<Object> parallel =
        run(sweep, "parallel", 4).stream().<Object>map(SweepJobsTest::numbers).toList();
    assertThat(serial).hasSize(4).doesNotHaveDuplicates();
    assertThat(parallel).isEqualTo(serial);
  }

  /** ND4J lends the threads of one pool to whoever comes: sums have another order. */
  @Test
  void ofNd4jTheyAgreeToRounding() throws IOException {
    SweepSpec sweep = sweep("nd4j");
    List<RunRecord> serial = run(sweep, "serial", 1);
    List<RunRecord> parallel = run(sweep, "parallel", 4);
    for (int i = 0; i < serial.size(); i++) {
      assertThat(parallel.get(i).training().finalLoss())
          .isCloseTo(serial.get(i).training().finalLoss(), within(1e-4));
    }
  }

  /** Of four runs of four steps one is recorded: three are left, twelve steps. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theEstimateIsOfWhatIsLeft(int jobs) throws IOException {
    SweepSpec sweep = sweep("nd4j");
    SweepRunner runner =
        new SweepRunner(sweep, folder.resolve("out"), new SessionExecution(folder));
    runner.run(sweep.cells().subList(0, 1), 1, Progress.SILENT);
    List<RunConfig> left = runner.missing(sweep.cells());
    assertThat(left).hasSize(3);
    SweepEstimate estimate = SweepEstimate.of(left, jobs, Progress.SILENT);
    assertThat(estimate.runs()).isEqualTo(3);
    assertThat(estimate.jobs()).isEqualTo(jobs);
    assertThat(estimate.secondsInAll() * estimate.stepsPerSecond()).isBetween(11.99, 12.01);
    assertThat(estimate.words()).startsWith("3 runs left, " + jobs + " at once, ");
    assertThat(SweepEstimate.fastest(left, Progress.SILENT).jobs()).isBetween(1, 3);
  }
}
