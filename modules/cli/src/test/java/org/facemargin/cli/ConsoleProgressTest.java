package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.facemargin.core.Durations;
import org.facemargin.core.Progress;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private static final int WIDE = 200;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong();

  private Progress progress(int columns) {
    return new ConsoleProgress(out, columns, now::get);
  }

  private void seconds(double seconds) {
    now.set(Math.round(seconds * 1e9));
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** 40 of 100 images in 20 s are 2 images/s, which leaves 60 / 2 = 30 s. */
  @Test
  void aLineGivesShareSpeedAndTimeLeft() {
    Progress.Task task = progress(0).start("Training", "images", 100);
    task.detail("loss 3.2");
    task.advance(20);
    assertThat(printed()).isEmpty();
    seconds(20);
    task.advance(20);
    assertThat(printed().strip())
        .isEqualTo("Training: 40 of 100 images, 2.0 images/s, 20 s, about 30 s left; loss 3.2");
  }

  /** One step of 100,000 after 8 s says nothing about the whole yet. */
  @Test
  void noTimeLeftIsSaidUntilThereIsSomethingToGoBy() {
    Progress.Task task = progress(0).start("Training", "images", 100_000);
    seconds(8);
    task.advance(32);
    seconds(30);
    task.advance(32);
    assertThat(printed()).contains("2.1 images/s").doesNotContain("left");
  }

  /** Two runs in ten minutes: 5 minutes a run; three in two hours and a half: 50 minutes. */
  @Test
  void slowThingsAreToldByTheTimeOfOne() {
    Progress.Task task = progress(0).start("sweep", "runs", 4);
    seconds(600);
    task.advance(2);
    assertThat(printed()).contains("2 of 4 runs, 5.0 min/run, 10 min 0 s, about 10 min 0 s left");
    Work searching = new Work("searching", "gallery entries", 10, 0, now::get);
    now.addAndGet(8_000_000_000L);
    searching.advance(2);
    assertThat(searching.line()).contains("4.0 s/gallery entry");
  }

  /** 60 of 100 were done before: 20 more in 10 s are 2 images/s, and 20 are left. */
  @Test
  void whatWasDoneBeforeIsNoSpeed() {
    Progress.Task task = progress(0).goOn("Training", "images", 100, 60);
    seconds(10);
    task.advance(20);
    assertThat(printed().strip())
        .isEqualTo("Training: 80 of 100 images, 2.0 images/s, 10 s, about 10 s left");
    task.close();
    assertThat(printed())
        .endsWith("Training: stopped at 80 of 100 images, 20 of them now in 10 s, 2.0 images/s\n");
  }

  @Test
  void theEndLeavesOneLine() {
    Progress.Task task = progress(0).start("Embedding", "images", 10);
    seconds(7);
    task.advance(10);
    task.close();
    assertThat(printed()).isEqualTo("Embedding: 10 images in 7 s, 1.4 images/s\n");
  }

  @Test
  void workOfUnknownLengthHasNoTimeLeft() {
    Progress.Task task = progress(0).start("Reading", "files", -1);
    seconds(20);
    task.advance(30);
    assertThat(printed()).startsWith("Reading: 30 files").doesNotContain("left");
  }

  /** What a log of a month looks like: lines ever farther apart, at most five minutes. */
  @Test
  void aLogStaysShort() {
    Progress.Task task = progress(0).start("Training", "images", 1_000_000);
    for (int second = 1; second <= 3600; second++) {
      seconds(second);
      task.advance(1);
    }
    assertThat(printed().lines().count()).isBetween(30L, 60L);
  }

  @Test
  void aTerminalGetsABarForEachWorkAndALineWhereOneEnds() {
    Progress progress = progress(WIDE);
    Progress.Task sweep = progress.goOn("sweep", "runs", 4, 2);
    try (Progress.Task task = progress.start("Embedding", "images", 10)) {
      task.detail("batch 1");
      task.advance(5);
      progress.note("said above");
      assertThat(printed())
          .contains(
              "said above\n"
                  + "sweep [█████     ] 2/4 runs\n"
                  + "Embedding [█████     ] 5/10 images; batch 1");
      task.advance(5);
      seconds(5);
    }
    assertThat(printed())
        .contains("\u001b[JEmbedding: 10 images in 5 s, 2.0 images/s; batch 1\nsweep");
    sweep.close();
    assertThat(printed()).contains("\u001b[Jsweep: stopped at 2 of 4 runs, 0 of them now in 5 s\n");
  }

  @Test
  void aBarIsNeverWiderThanTheTerminal() {
    Progress progress = progress(40);
    Progress.Task task = progress.start("Embedding many pictures", "images", 10);
    task.advance(5);
    progress.note("now");
    String bar = printed().substring(printed().indexOf("now\n") + 4).lines().findFirst().orElse("");
    assertThat(bar.replaceFirst("\r.*", "")).hasSize(39).endsWith("…");
    task.close();
  }

  @Test
  void aQuietCommandStillWarns() {
    Progress quiet = new WarningsOnly(progress(0));
    quiet.start("Embedding", "images", 10).close();
    quiet.note("embeddings are kept in a folder");
    quiet.note("WARNING: 119 of 119 pairs have nearly one embedding");
    assertThat(printed()).isEqualTo("WARNING: 119 of 119 pairs have nearly one embedding\n");
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertThat(Durations.words(59.4)).isEqualTo("59 s");
    assertThat(Durations.words(61)).isEqualTo("1 min 1 s");
    assertThat(Durations.words(7260)).isEqualTo("2 h 1 min");
  }
}
