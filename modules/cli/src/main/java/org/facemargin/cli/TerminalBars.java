package org.facemargin.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.Progress;

/**
 * The last lines of a terminal: a bar for each piece of work under way, drawn again in place. What
 * ends leaves one line above them.
 */
final class TerminalBars {

  private static final int REFRESH_MILLISECONDS = 200;
  private static final String UP = "\u001b[A";
  private static final String CLEAR_BELOW = "\r\u001b[J";

  private final PrintStream out;
  private final int columns;
  private final List<Work> underWay = new ArrayList<>();
  private int drawn;

  TerminalBars(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /** Shows a piece of work until it is closed. */
  synchronized Progress.Task show(Work work) {
    underWay.add(work);
    if (underWay.size() == 1) {
      Thread pen = new Thread(this::redraw, "progress-bars");
      pen.setDaemon(true);
      pen.start();
    }
    return new Bar(work);
  }

  /** Prints a line above the bars. */
  synchronized void print(String line) {
    draw(line + "\n");
  }

  private void redraw() {
    while (drawAgain()) {
      try {
        Thread.sleep(REFRESH_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean drawAgain() {
    draw("");
    return !underWay.isEmpty();
  }

  private void draw(String above) {
    String bars = underWay.stream().map(Work::bar).map(this::cut).collect(Collectors.joining("\n"));
    String back = drawn > 0 ? UP.repeat(drawn - 1) + CLEAR_BELOW : "";
    drawn = underWay.size();
    out.print(back + above + bars);
    out.flush();
  }

  /** A line that wraps could not be drawn over. */
  private String cut(String line) {
    return line.codePointCount(0, line.length()) < columns
        ? line
        : line.substring(0, line.offsetByCodePoints(0, columns - 2)) + "…";
  }

  private final class Bar implements Progress.Task {

    private final Work work;

    Bar(Work work) {
      this.work = work;
    }

    @Override
    public void advance(long by) {
      work.advance(by);
    }

    @Override
    public void detail(String text) {
      work.detail(text);
    }

    @Override
    public void close() {
      synchronized (TerminalBars.this) {
        if (underWay.remove(work)) {
          print(work.last());
        }
      }
    }
  }
}
