package org.facemargin.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.facemargin.core.Durations;
import org.facemargin.core.Progress;

/** One piece of work as lines: one every few seconds, one at the end. */
final class LineTask implements Progress.Task {

  private static final long NANOSECONDS_BETWEEN_LINES = 5_000_000_000L;

  private final PrintStream out;
  private final String label;
  private final String unit;
  private final long total;
  private final LongSupplier clock;
  private final long began;
  private long lastLine;
  private long done;
  private String detail = "";

  LineTask(PrintStream out, String label, String unit, long total) {
    this(out, label, unit, total, System::nanoTime);
  }

  LineTask(PrintStream out, String label, String unit, long total, LongSupplier clock) {
    this.out = out;
    this.label = label;
    this.unit = unit;
    this.total = total;
    this.clock = clock;
    this.began = clock.getAsLong();
    this.lastLine = began;
  }

  @Override
  public synchronized void advance(long by) {
    done += by;
    long now = clock.getAsLong();
    if (now - lastLine >= NANOSECONDS_BETWEEN_LINES) {
      lastLine = now;
      out.println(line(now));
    }
  }

  @Override
  public synchronized void detail(String text) {
    detail = text;
  }

  @Override
  public synchronized void close() {
    out.println(line(clock.getAsLong()));
  }

  private String line(long now) {
    double seconds = Math.max(1e-9, (now - began) / 1e9);
    double rate = done / seconds;
    StringBuilder line = new StringBuilder(label).append(": ");
    if (total >= 0) {
      line.append(String.format(Locale.ROOT, "%d of %d %s", done, total, unit));
    } else {
      line.append(String.format(Locale.ROOT, "%d %s", done, unit));
    }
    line.append(String.format(Locale.ROOT, ", %.1f %s/s", rate, unit));
    line.append(", ").append(Durations.words(seconds)).append(" gone");
    if (total > done && done > 0) {
      line.append(", ").append(Durations.words((total - done) / rate)).append(" left");
    }
    return detail.isEmpty() ? line.toString() : line.append("; ").append(detail).toString();
  }
}
