package org.facemargin.cli;

import java.io.PrintStream;
import org.facemargin.core.Progress;

/**
 * One piece of work as lines where output is a file or a pipe: first every few seconds, later every
 * few minutes, one last line at the end.
 */
final class LineTask implements Progress.Task {

  private static final double SHORTEST_SECONDS = 5;
  private static final double LONGEST_SECONDS = 300;

  /** Share of the time so far that passes between two lines. */
  private static final double GROWTH = 0.1;

  private final PrintStream out;
  private final Work work;
  private double nextLine = SHORTEST_SECONDS;

  LineTask(PrintStream out, Work work) {
    this.out = out;
    this.work = work;
  }

  @Override
  public synchronized void advance(long by) {
    work.advance(by);
    double now = work.seconds();
    if (now >= nextLine && !work.whole()) {
      nextLine = now + Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, GROWTH * now));
      out.println(work.line());
    }
  }

  @Override
  public void detail(String text) {
    work.detail(text);
  }

  @Override
  public synchronized void close() {
    out.println(work.last());
  }
}
