package org.facemargin.cli;

import org.facemargin.core.Progress;

/**
 * Nothing but warnings: what says that a result may be wrong belongs to the result, however quiet a
 * command is to be.
 *
 * @param out where they go
 */
record WarningsOnly(Progress out) implements Progress {

  /** How every warning begins. */
  private static final String WARNING = "WARNING";

  @Override
  public Task start(String label, String unit, long total) {
    return Task.SILENT;
  }

  @Override
  public void note(String message) {
    if (message.startsWith(WARNING)) {
      out.note(message);
    }
  }
}
