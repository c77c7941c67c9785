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

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** 40 of 100 images in 8 s are 5 images/s, which leaves 60 / 5 = 12 s. */
  @Test
  void aLineGivesShareRateAndTimeLeft() {
    AtomicLong now = new AtomicLong();
    Progress.Task task = new LineTask(out, "Training", "images", 100, now::get);
    task.detail("loss 3.2");
    task.advance(20);
    assertThat(printed()).isEmpty();
    now.set(8_000_000_000L);
    task.advance(20);
    assertThat(printed().strip())
        .isEqualTo("Training: 40 of 100 images, 5.0 images/s, 8 s gone, 12 s left; loss 3.2");
  }

  @Test
  void workOfUnknownLengthHasNoTimeLeft() {
    Progress.Task task = new LineTask(out, "Reading", "files", -1, new AtomicLong()::get);
    task.advance(3);
    task.close();
    assertThat(printed()).startsWith("Reading: 3 files").doesNotContain("left");
  }

  @Test
  void aTerminalGetsABar() {
    try (Progress.Task task = new ConsoleProgress(out, true).start("Embedding", "images", 10)) {
      task.detail("batch 1");
      task.advance(10);
    }
    assertThat(printed()).contains("Embedding", "100%", "10/10", "batch 1");
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertThat(Durations.words(59.4)).isEqualTo("59 s");
    assertThat(Durations.words(61)).isEqualTo("1 min 1 s");
    assertThat(Durations.words(7260)).isEqualTo("2 h 1 min");
  }
}
