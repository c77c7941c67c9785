package org.facemargin.evaluation.scores;

import java.util.List;
import java.util.Optional;
import org.facemargin.metrics.ScoreTable;
import org.facemargin.metrics.VerificationScores;

/**
 * Scored comparisons, one by one.
 *
 * @param scores one a comparison, higher is more alike, finite; owned by this record, not to be
 *     modified
 * @param same whether each comparison is genuine; likewise
 * @param names what was compared: pictures, recordings, templates; empty where the source does not
 *     say
 * @param identities whom the source says each side shows; empty where it does not say
 * @param distances whether the source had distances, of which {@code scores} are the negatives
 * @param remarks what is odd about the source without making it wrong, one sentence each
 */
public record ScoreList(
    double[] scores,
    boolean[] same,
    Optional<Sides> names,
    Optional<Sides> identities,
    boolean distances,
    List<String> remarks) {

  public ScoreList {
    remarks = List.copyOf(remarks);
  }

  /** Scores of which nothing is to be said. */
  public ScoreList(
      double[] scores,
      boolean[] same,
      Optional<Sides> names,
      Optional<Sides> identities,
      boolean distances) {
    this(scores, same, names, identities, distances, List.of());
  }

  /** Number of comparisons. */
  public int size() {
    return scores.length;
  }

  /** The two sorted rows metrics are read from. */
  public VerificationScores sorted() {
    return VerificationScores.of(scores, same);
  }

  /** The table a bootstrap draws from. */
  public ScoreTable table() {
    return new ScoreTable(scores, same);
  }

  /**
   * Both sides of every comparison.
   *
   * @param words the distinct names
   * @param first index into {@code words} of one side; owned by this record, not to be modified
   * @param second of the other side; likewise
   */
  public record Sides(List<String> words, int[] first, int[] second) {}
}
