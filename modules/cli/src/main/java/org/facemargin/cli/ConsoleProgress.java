package org.facemargin.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.facemargin.core.PrintableText;
import org.facemargin.core.Progress;

/**
 * Progress on standard error: bars on a terminal, plain lines now and then where output is a file
 * or a pipe.
 */
public final class ConsoleProgress implements Progress {

  /** Set by the launcher: whether standard error is a terminal, and how wide. */
  private static final String TERMINAL = "facemargin.terminal";

  private static final String COLUMNS = "facemargin.columns";
  private static final int USUAL_COLUMNS = 80;

  private static final ConsoleProgress PROCESS =
      new ConsoleProgress(
          System.err,
          isTerminal() ? Integer.getInteger(COLUMNS, USUAL_COLUMNS) : 0,
          System::nanoTime);

  private final PrintStream out;
  private final int columns;
  private final LongSupplier clock;
  private final TerminalBars bars;

  /**
   * @param columns of the terminal; 0 where there is none
   * @param clock nanoseconds
   */
  ConsoleProgress(PrintStream out, int columns, LongSupplier clock) {
    this.out = out;
    this.columns = columns;
    this.clock = clock;
    this.bars = new TerminalBars(out, columns);
  }

  /** Progress on standard error: on a terminal one for all, since bars share its last lines. */
  public static ConsoleProgress create() {
    return PROCESS.columns > 0 ? PROCESS : new ConsoleProgress(System.err, 0, System::nanoTime);
  }

  private static boolean isTerminal() {
    String said = System.getProperty(TERMINAL, "");
    return said.isEmpty() ? System.console() != null : Boolean.parseBoolean(said);
  }

  @Override
  public Task start(String label, String unit, long total) {
    return goOn(label, unit, total, 0);
  }

  @Override
  public Task goOn(String label, String unit, long total, long done) {
    Work work = new Work(label, unit, total, done, clock);
    return columns > 0 ? bars.show(work) : new LineTask(out, work);
  }

  @Override
  public void note(String message) {
    String shown = PrintableText.of(message);
    if (columns > 0) {
      bars.print(shown);
    } else {
      out.println(shown);
    }
  }
}
