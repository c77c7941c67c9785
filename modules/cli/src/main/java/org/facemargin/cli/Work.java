package org.facemargin.cli;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.facemargin.core.Durations;

/**
 * One piece of work under way, in words: share done, speed, time so far and left.
 *
 * <pre>
 * speed = units done here ÷ seconds here (what was done before a resume counts as done only)
 * left  = units missing ÷ speed, once there is something to go by
 * </pre>
 */
final class Work {

  /** A time left is said from here on … */
  private static final double SECONDS_TO_GO_BY = 10;

  /** … after so many reports, or this share of what was to be done. */
  private static final int REPORTS_TO_GO_BY = 10;

  private static final double SHARE_TO_GO_BY = 0.05;

  /** In less time than this a speed is chance. */
  private static final double SECONDS_OF_A_SPEED = 0.1;

  private static final int BAR_CELLS = 10;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private final String label;
  private final String unit;
  private final long total;
  private final long before;
  private final LongSupplier clock;
  private final long began;
  private long done;
  private int reports;
  private String detail = "";

  /**
   * @param total how many there are; -1 when not known
   * @param before how many of them were done before
   * @param clock nanoseconds
   */
  Work(String label, String unit, long total, long before, LongSupplier clock) {
    this.label = label;
    this.unit = unit;
    this.total = total;
    this.before = before;
    this.done = before;
    this.clock = clock;
    this.began = clock.getAsLong();
  }

  synchronized void advance(long by) {
    done += by;
    reports++;
  }

  synchronized void detail(String text) {
    detail = text;
  }

  /** Whether all of it is done. */
  synchronized boolean whole() {
    return total >= 0 && done >= total;
  }

  /** Seconds since it began. */
  double seconds() {
    return Math.max(1e-9, (clock.getAsLong() - began) / 1e9);
  }

  /** Where it is. */
  synchronized String line() {
    return label
        + ": "
        + count()
        + speed()
        + ", "
        + Durations.words(seconds())
        + timeLeft()
        + end();
  }

  /** Where it is, shorter and with a bar, where the whole is known. */
  synchronized String bar() {
    if (total <= 0) {
      return line();
    }
    String speed = speed();
    return label
        + " "
        + cells()
        + " "
        + number(done)
        + "/"
        + number(total)
        + (speed.isEmpty() ? " " + unit : speed)
        + timeLeft()
        + end();
  }

  /** What it came to. */
  synchronized String last() {
    boolean cut = total >= 0 && done < total;
    return label
        + ": "
        + (cut ? "stopped at " : "")
        + (cut ? count() : number(done) + " " + unit)
        + (before > 0 ? ", " + number(done - before) + " of them now" : "")
        + " in "
        + Durations.words(seconds())
        + speed()
        + end();
  }

  private String count() {
    return total >= 0
        ? number(done) + " of " + number(total) + " " + unit
        : number(done) + " " + unit;
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private String end() {
    return detail.isEmpty() ? "" : "; " + detail;
  }

  /** Units a second, or where that is less than one, the time of one. */
  private String speed() {
    double perSecond = (done - before) / seconds();
    if (perSecond <= 0 || seconds() < SECONDS_OF_A_SPEED) {
      return "";
    }
    if (perSecond >= 1) {
      return String.format(Locale.ROOT, ", %,.1f %s/s", perSecond, unit);
    }
    double each = 1 / perSecond;
    String one = one(unit);
    if (each < 60) {
      return String.format(Locale.ROOT, ", %.1f s/%s", each, one);
    }
    return each < 3600
        ? String.format(Locale.ROOT, ", %.1f min/%s", each / 60, one)
        : String.format(Locale.ROOT, ", %.1f h/%s", each / 3600, one);
  }

  private static String one(String units) {
    return units.endsWith("ies")
        ? units.substring(0, units.length() - 3) + "y"
        : units.replaceFirst("s$", "");
  }

  private String timeLeft() {
    double here = done - before;
    boolean worthSaying =
        seconds() >= SECONDS_TO_GO_BY
            && (reports >= REPORTS_TO_GO_BY || here >= SHARE_TO_GO_BY * (total - before));
    return worthSaying && here > 0 && done < total
        ? ", about " + Durations.words((total - done) * seconds() / here) + " left"
        : "";
  }

  private String cells() {
    long eighths = 8 * BAR_CELLS * Math.min(done, total) / total;
    StringBuilder cells = new StringBuilder("█".repeat((int) (eighths / 8)));
    if (cells.length() < BAR_CELLS) {
      cells.append(EIGHTHS.charAt((int) (eighths % 8)));
    }
    return "[" + cells + " ".repeat(BAR_CELLS - cells.length()) + "]";
  }
}
