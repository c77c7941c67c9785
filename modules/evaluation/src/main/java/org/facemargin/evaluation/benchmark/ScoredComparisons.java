package org.facemargin.evaluation.benchmark;

import java.util.Map;
import java.util.Optional;
import org.facemargin.evaluation.scores.ScoreList;

/**
 * The comparisons behind an outcome, one by one: what comparing systems and slicing by metadata
 * need.
 *
 * @param list scores, labels, names
 * @param rightly whether each comparison was judged rightly, where the protocol judges; owned by
 *     this record
 * @param qualities by kind of quality ("embedding norm"), one number a name of {@code list}
 * @param scale what the scores are, as an axis says it
 */
public record ScoredComparisons(
    ScoreList list, Optional<boolean[]> rightly, Map<String, double[]> qualities, String scale) {

  /** Scores that somebody else computed, of which nothing else is known. */
  public static ScoredComparisons of(ScoreList list) {
    return new ScoredComparisons(list, Optional.empty(), Map.of(), ScoreCurves.FOREIGN);
  }
}
