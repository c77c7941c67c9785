package org.facemargin.evaluation.scores;

import org.facemargin.core.ConfigurationException;

/** What formats of a single file share. */
final class OneFile {

  private OneFile() {}

  /** Refuses a second file, which the format would not look at. */
  static void require(ScoreFiles files, String format) {
    if (files.impostors().isPresent() || files.trials().isPresent()) {
      throw ConfigurationException.of(
          "Score format '%s' reads one file, %s: leave the impostor scores and the trial list out.",
          format, files.scores());
    }
  }
}
