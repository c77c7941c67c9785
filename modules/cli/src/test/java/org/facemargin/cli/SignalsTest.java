package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that are really sent signals: each saves a checkpoint, says the command that goes on,
 * and that command ends where a run nobody interrupted ends.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are POSIX's")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SignalsTest {

  private static final Path SMOKE =
      Path.of("..", "..", "experiments", "smoke").toAbsolutePath().normalize();

  /** What a shell says of a process that SIGINT or SIGTERM ended. */
  private static final Map<String, Integer> ENDS = Map.of("INT", 130, "TERM", 143);

  private static final int STEPS = 150;

  @TempDir Path folder;

  private Path err() {
    return folder.resolve("err.txt");
  }

  private Process start(List<String> arguments) throws IOException {
    return CommandProcess.of(arguments, 1).redirectError(err().toFile()).start();
  }

  private String said() throws IOException {
    return Files.readString(err(), StandardCharsets.UTF_8);
  }

  /** Runs to its end. */
  private void whole(List<String> arguments) throws IOException, InterruptedException {
    assertThat(start(arguments).waitFor()).as(said()).isZero();
  }

  /**
   * A process that was started with SIGINT ignored, as a shell without job control starts those in
   * its background, hands that on, and Java then leaves the signal alone.
   */
  private static boolean isIgnored(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    int number = ENDS.get(signal) - 128;
    return (Long.parseUnsignedLong(ignored, 16) >> (number - 1) & 1) == 1;
  }

  /** Sends a signal once the file holds so many lines; the words of the command that goes on. */
  private List<String> interrupted(List<String> arguments, String signal, Path metrics, int lines)
      throws IOException, InterruptedException {
    assumeThat(isIgnored(signal))
        .as("SIG" + signal + " is ignored by what started these tests, such as a background job")
        .isFalse();
    Process process = start(arguments);
    while (process.isAlive() && lines(metrics) < lines) {
      Thread.sleep(20);
    }
    assertThat(process.isAlive()).as(said()).isTrue();
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor()).as(said()).isEqualTo(ENDS.get(signal));
    assertThat(said()).contains("Stopping after this step", "Saved. Continue with:");
    String[] words =
        said().replaceAll("(?s).*Continue with:\n  facemargin ", "").strip().split(" ");
    assertThat(words[0]).isEqualTo(arguments.get(0));
    return Arrays.asList(words);
  }

  private static long lines(Path metrics) throws IOException {
    return Files.exists(metrics) ? Files.readString(metrics).lines().count() : 0;
  }

  private static RunRecord record(Path run) {
    return JsonRecords.read(run.resolve("result.json"), RunRecord.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aRunIsSavedAndGoesOn(String signal) throws IOException, InterruptedException {
    Path unbroken = folder.resolve("unbroken");
    Path broken = folder.resolve("broken");
    whole(train(unbroken));
    List<String> goOn = interrupted(train(broken), signal, broken.resolve("metrics.jsonl"), 5);
    RunRecord stopped = record(broken);
    assertThat(stopped.training().outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(stopped.training().steps()).isBetween(3L, STEPS - 1L);
    assertThat(
            broken.resolve(
                String.format(
                    Locale.ROOT, "checkpoints/step-%09d.zip", stopped.training().steps())))
        .isRegularFile();
    assertThat(goOn).endsWith("--resume");
    whole(goOn);
    assertThat(record(broken).training().steps()).isEqualTo(STEPS);
    assertThat(Files.readAllBytes(broken.resolve("model.onnx")))
        .isEqualTo(Files.readAllBytes(unbroken.resolve("model.onnx")));
  }

  private static List<String> train(Path out) {
    return List.of(
        "train",
        SMOKE.resolve("sweep-base.yaml").toString(),
        "--set",
        "trainer.max_steps=" + STEPS,
        "--set",
        "export.onnx=true",
        "--out",
        out.toString());
  }

  @Test
  void theQuickstartIsSavedAndGoesOn() throws IOException, InterruptedException {
    Path out = folder.resolve("quickstart");
    List<String> goOn =
        interrupted(
            List.of(
                "quickstart", "--smoke", "--set", "trainer.max_steps=60", "--out", out.toString()),
            "INT",
            out.resolve("metrics.jsonl"),
            4);
    assertThat(record(out).training().outcome()).isEqualTo(Outcome.INTERRUPTED);
    whole(goOn);
    assertThat(record(out).training().outcome()).isEqualTo(Outcome.COMPLETED);
    Map<String, String> ended = FolderContent.exact(out);
    whole(goOn);
    assertThat(FolderContent.exact(out)).isEqualTo(ended);
  }

  @Test
  void aSweepGoesOnByTheSameCommand() throws IOException, InterruptedException {
    Path out = folder.resolve("sweep");
    List<String> sweep =
        List.of(
            "sweep",
            SMOKE.resolve("sweep.yaml").toString(),
            "--set",
            "trainer.max_steps=60",
            "--out",
            out.toString());
    Path first = out.resolve("cells/loss.m=0.1-seed1");
    List<String> goOn = interrupted(sweep, "TERM", first.resolve("metrics.jsonl"), 4);
    assertThat(goOn).isEqualTo(sweep);
    whole(goOn);
    assertThat(out.resolve("records").toFile().list()).hasSize(4);
  }
}
