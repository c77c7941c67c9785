package org.facemargin.training.heads;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Builds a gradient graph without the line per operation that SameDiff 1.0.0-M2.1 prints to
 * standard output ({@code SameDiff.createGradFunction}: no logger, no switch). While it does,
 * standard output drops what this thread prints and passes on what others print.
 */
final class QuietDifferentiation {

  private QuietDifferentiation() {}

  /** {@code graph.createGradFunction(variables)}, silently. */
  static void of(SameDiff graph, String... variables) {
    synchronized (QuietDifferentiation.class) {
      PrintStream out = System.out;
      System.setOut(new PrintStream(new DropsOneThread(out), true, StandardCharsets.UTF_8));
      try {
        graph.createGradFunction(variables);
      } finally {
        System.setOut(out);
      }
    }
  }

  private static final class DropsOneThread extends OutputStream {
    private final PrintStream out;
    private final Thread silent = Thread.currentThread();

    DropsOneThread(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      if (Thread.currentThread() != silent) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (Thread.currentThread() != silent) {
        out.write(bytes, offset, length);
      }
    }
  }
}
