package org.facemargin.cli;

import java.io.PrintStream;
import org.facemargin.core.PrintableText;
import org.facemargin.core.Progress;

/**
 * Progress on standard error: bars with rate and time left on a terminal, plain lines now and then
 * where output is a file or a pipe.
 */
public final class ConsoleProgress implements Progress {

  private final PrintStream out;
  private final boolean terminal;

  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Progress on this process's standard error. */
  public static ConsoleProgress create() {
    return new ConsoleProgress(System.err, System.console() != null);
  }

  @Override
  public Task start(String label, String unit, long total) {
    return terminal ? new BarTask(out, label, unit, total) : new LineTask(out, label, unit, total);
  }

  @Override
  public void note(String message) {
    String shown = PrintableText.of(message);
    out.println(terminal ? "\r" + shown : shown);
  }
}
