package org.facemargin.benchmarks;

/**
 * Something that has to happen once, at the end of a block or, should the process be told to stop
 * before, on the way out: worker processes end and temporary files go whichever way it ends.
 */
final class FinalAction implements AutoCloseable {

  private final Runnable action;
  private final Thread hook;
  private boolean done;

  FinalAction(String name, Runnable action) {
    this.action = action;
    this.hook = new Thread(this::once, "bench-end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private synchronized void once() {
    if (!done) {
      done = true;
      action.run();
    }
  }

  @Override
  public void close() {
    once();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is on its way out; the hook finds the action done.
      return;
    }
  }
}
