package org.facemargin.core;

/**
 * Where long work reports how far it is. Only the command line draws it. Implementations accept
 * calls from any thread.
 */
public interface Progress {

  /** Swallows everything. */
  Progress SILENT =
      new Progress() {
        @Override
        public Task start(String label, String unit, long total) {
          return Task.SILENT;
        }

        @Override
        public void note(String message) {}
      };

  /**
   * Begins a piece of work.
   *
   * @param label what is done, for a person
   * @param unit what is counted: "images", "pairs"
   * @param total how many, or -1 when not known
   */
  Task start(String label, String unit, long total);

  /**
   * Begins a piece of work of which some was done before, such as a resumed run. What was done
   * before counts as done, not as speed.
   *
   * @param done how many of {@code total} were done before
   */
  default Task goOn(String label, String unit, long total, long done) {
    return start(label, unit, total - done);
  }

  /** Something worth saying that is not a step: a fallback, a skipped file, a decision. */
  void note(String message);

  /** One piece of work under way. */
  interface Task extends AutoCloseable {

    Task SILENT =
        new Task() {
          @Override
          public void advance(long by) {}

          @Override
          public void detail(String text) {}

          @Override
          public void close() {}
        };

    /** {@code by} more units are done. */
    void advance(long by);

    /** A short text beside the bar: the loss, a rate. */
    void detail(String text);

    @Override
    void close();
  }
}
