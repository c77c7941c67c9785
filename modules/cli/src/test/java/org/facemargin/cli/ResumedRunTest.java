package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run cut off and resumed leaves what an unbroken one leaves, its record included. The right
 * values are the unbroken run's.
 */
class ResumedRunTest {

  private static final Path RUN =
      Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath().normalize();

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private int train(Path out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", RUN.toString(), "--out", "" + out));
    arguments.addAll(
        List.of("--set", "checkpoints.every_steps=1", "--set", "checkpoints.keep_last=4"));
    arguments.addAll(Arrays.asList(more));
    return Main.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private static Path checkpoint(Path run, int step) {
    return run.resolve(String.format(Locale.ROOT, "checkpoints/step-%09d.zip", step));
  }

  /** As a kill after step {@code step}'s checkpoint leaves the folder. */
  private static void cutOffAfter(Path run, int step) throws IOException {
    for (String late : List.of("result.json", "checkpoint.zip", "report/index.html")) {
      Files.deleteIfExists(run.resolve(late));
    }
    for (int later = step + 1; later <= 4; later++) {
      Files.deleteIfExists(checkpoint(run, later));
    }
  }

  private static RunRecord record(Path run) {
    return JsonRecords.read(run.resolve("result.json"), RunRecord.class);
  }

  /** At 4 nothing is left to do but the end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void itsFolderIsThatOfAnUnbrokenRun(int step) throws IOException {
    Path run = folder.resolve("run");
    assertThat(train(run)).as(err.toString()).isEqualTo(ExitCode.OK);
    Map<String, String> unbroken = FolderContent.timeless(run);
    cutOffAfter(run, step);
    assertThat(train(run, "--resume")).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(FolderContent.timeless(run)).isEqualTo(unbroken);
    assertThat(record(run).resumed()).hasSize(1);
    assertThat(record(run).training().finalLoss()).isFinite();
  }

  @Test
  void aRunThatHadEndedKeepsItsRecordAndChangesNothing() throws IOException {
    Path run = folder.resolve("run");
    train(run);
    Map<String, String> before = FolderContent.exact(run);
    assertThat(train(run, "--resume")).isEqualTo(ExitCode.OK);
    assertThat(FolderContent.exact(run)).isEqualTo(before);
  }

  /**
   * Every mean target cosine lies below 1, every norm of the mean centre above 0: by these
   * thresholds each run has collapsed, and stays so.
   */
  @Test
  void aCollapsedRunStaysCollapsed() throws IOException {
    String[] collapsing = {"--set", "guard.centre_norm=0.000001", "--set", "guard.target_cosine=1"};
    Path run = folder.resolve("run");
    assertThat(train(run, collapsing)).as(err.toString()).isEqualTo(ExitCode.OUTSIDE_TOLERANCE);
    assertThat(record(run).training().outcome()).isEqualTo(Outcome.COLLAPSED);
    String[] resuming =
        Stream.concat(Stream.of("--resume"), Stream.of(collapsing)).toArray(String[]::new);
    assertThat(train(run, resuming)).isEqualTo(ExitCode.OUTSIDE_TOLERANCE);
    cutOffAfter(run, 4);
    assertThat(train(run, resuming)).isEqualTo(ExitCode.OUTSIDE_TOLERANCE);
    assertThat(record(run).training().outcome()).isEqualTo(Outcome.COLLAPSED);
  }

  @Test
  void damagedSideFilesNeverBlockAResume() throws IOException {
    Path run = folder.resolve("run");
    String[] untrained = {"--set", "verification.untrained=true"};
    train(run, untrained);
    Map<String, String> unbroken = FolderContent.timeless(run);
    cutOffAfter(run, 3);
    byte[] garbage = {(byte) 0xff, '{', 0, (byte) 0x80, '\n', '['};
    for (String side : List.of("provenance.json", "untrained.json", "config.yaml")) {
      Files.write(run.resolve(side), garbage);
    }
    List<String> metrics = new ArrayList<>(Files.readAllLines(run.resolve("metrics.jsonl")));
    Files.write(
        run.resolve("metrics.jsonl"),
        concat(
            garbage,
            ("\n" + String.join("\n", metrics) + "\n{\"kind\":\"st")
                .getBytes(StandardCharsets.UTF_8)));
    Files.write(checkpoint(run, 9), garbage);
    assertThat(train(run, "--resume", untrained[0], untrained[1]))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    Files.delete(run.resolve("checkpoints/step-000000009.zip.damaged"));
    Map<String, String> found = FolderContent.timeless(run);
    assertThat(found.remove("metrics.jsonl")).contains("damaged lines of this file were dropped");
    unbroken.remove("metrics.jsonl");
    assertThat(found).isEqualTo(unbroken);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /** The same pictures under another identity: as many, as large, in the same folder. */
  @Test
  void otherDataAreRefused() throws IOException {
    Path people = folder.resolve("people");
    Main.commandLine()
        .execute(
            "data",
            "make-toy",
            "" + people,
            "--identities",
            "4",
            "--images-per-identity",
            "4",
            "--size-px",
            "24");
    String[] data = {"--set", "data.train={kind: folder, root: \"" + people + "\"}"};
    Path run = folder.resolve("run");
    assertThat(train(run, data)).as(err.toString()).isEqualTo(ExitCode.OK);
    cutOffAfter(run, 2);
    Path one;
    try (Stream<Path> found = Files.list(people)) {
      one = found.filter(Files::isDirectory).sorted().findFirst().orElseThrow();
    }
    Files.move(one, people.resolve("zz-renamed"), StandardCopyOption.ATOMIC_MOVE);
    Map<String, String> before = FolderContent.exact(run);
    assertThat(train(run, "--resume", data[0], data[1])).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("data are not those this run was begun with");
    assertThat(FolderContent.exact(run)).isEqualTo(before);
  }

  /** The checkpoint is of another machine, which the record keeps beside this one. */
  @Test
  void otherCircumstancesAreRecorded() throws IOException {
    Path run = folder.resolve("run");
    train(run);
    cutOffAfter(run, 2);
    Checkpoints.replaceInState(checkpoint(run, 2), "\\\"cores\\\":", "\\\"cores\\\":1000");
    assertThat(train(run, "--resume")).isEqualTo(ExitCode.OK);
    assertThat(record(run).provenance().environment().cores()).isGreaterThan(1000);
    assertThat(record(run).resumed()).hasSize(1);
  }
}
