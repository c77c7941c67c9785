package org.facemargin.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunSession;

/** Runs so that Ctrl-C ends training after the step under way, with everything saved. */
final class InterruptibleRun {

  private static final int PATIENCE_SECONDS = 120;

  private InterruptibleRun() {}

  static RunRecord run(RunSession session, boolean resume) {
    CountDownLatch saved = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(session, saved), "save-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return session.run(resume);
    } finally {
      saved.countDown();
      remove(hook);
    }
  }

  private static void stop(RunSession session, CountDownLatch saved) {
    session.requestStop("interrupted");
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
