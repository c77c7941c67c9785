package org.facemargin.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs so that Ctrl-C ends training after the step under way, with everything saved. */
final class InterruptibleRun {

  private static final int PATIENCE_SECONDS = 120;

  private InterruptibleRun() {}

  /**
   * @param requestStop takes the reason; makes {@code work} save and return
   */
  static <T> T run(Consumer<String> requestStop, Supplier<T> work) {
    CountDownLatch saved = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(requestStop, saved), "save-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      saved.countDown();
      remove(hook);
    }
  }

  private static void stop(Consumer<String> requestStop, CountDownLatch saved) {
    requestStop.accept("interrupted");
    try {
      saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running: this process is ending, which is what it was for.
      Thread.yield();
    }
  }
}
