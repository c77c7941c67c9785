package org.facemargin.evaluation.scores;

import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.NamedRegistry;

/**
 * Which files hold the scores.
 *
 * @param scores the scores, or the genuine ones where {@code impostors} is given
 * @param impostors scores of impostor comparisons, if they lie apart
 * @param trials list of what was compared, with labels, if it lies apart
 * @param distances whether the numbers are distances, small for the same person; a table whose
 *     column is named so says it itself
 * @param format name of a {@link ScoreFormat}; empty: the one the files look like
 */
public record ScoreFiles(
    Path scores,
    Optional<Path> impostors,
    Optional<Path> trials,
    boolean distances,
    Optional<String> format) {

  /**
   * Reads them.
   *
   * @throws org.facemargin.core.DataException at file and line, if a file is missing, a line does
   *     not fit, a score is not a finite number, or one of the two kinds of comparisons is missing
   * @throws org.facemargin.core.ConfigurationException if the format is unknown or takes other
   *     files
   */
  public ScoreList read() {
    ScoreFormat chosen =
        format.map(NamedRegistry.of(ScoreFormat.class)::get).orElseGet(() -> FormatGuess.of(this));
    return chosen.read(this);
  }
}
