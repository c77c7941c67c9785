package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;

/**
 * A trial list and a score file, as speaker evaluations keep them. Scores are found by enrolment
 * and test name in whatever order, or, where the score file has one number a line, by line.
 *
 * <p>A trial may be listed twice; it then counts twice, as in the original VoxCeleb1 lists.
 */
@AutoService(ScoreFormat.class)
public final class TrialsFormat implements ScoreFormat {

  static final String NAME = "trials";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a trial list ('label enrolment test', 'enrolment test target|nontarget', or NIST's with"
        + " a header) and a score file ('enrolment test score' in any order, a table with these"
        + " columns, or one score a line in the order of the trials)";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    Path trials =
        files
            .trials()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "Score format '"
                            + NAME
                            + "' needs the trial list too: --trials, or trials: in the card."));
    if (files.impostors().isPresent()) {
      throw new ConfigurationException(
          "Score format '" + NAME + "' reads one score file: leave the impostor scores out.");
    }
    ScoreCollector collector = new ScoreCollector(files.distances());
    try (TrialList list = TrialList.open(trials);
        FieldLines lines = FieldLines.open(files.scores())) {
      if (!lines.next()) {
        throw new DataException(files.scores() + ": holds no score.");
      }
      if (lines.isTable()) {
        int[] places = TableFormat.namedScores(lines);
        if (lines.next()) {
          byName(list, lines, places, collector);
        }
      } else if (lines.count() == 1) {
        byLine(list, lines, collector);
      } else {
        byName(list, lines, new int[] {0, 1, 2}, collector);
      }
      list.finish(collector);
    }
    return collector.finish(files.scores() + " and " + trials);
  }

  private static void byLine(TrialList trials, FieldLines lines, ScoreCollector collector) {
    boolean scored = true;
    while (trials.next()) {
      if (!scored) {
        throw lines.error("the scores end here, but the next trial is at " + trials.where());
      }
      collector.add(lines.score(0), trials.same());
      trials.name(collector);
      scored = lines.next(1, "a score, as on the first line");
    }
    if (scored) {
      throw lines.error("a score beyond the last trial, which is at " + trials.where());
    }
  }

  private record Pair(String enrolment, String test) {}

  /**
   * @param places of the enrolment's name, the test's and the score
   */
  private static void byName(
      TrialList trials, FieldLines lines, int[] places, ScoreCollector collector) {
    int least = 1 + Arrays.stream(places).max().orElseThrow();
    Map<Pair, Double> scores = new HashMap<>();
    do {
      if (lines.count() < least) {
        throw lines.error(
            "found %s fields, expected %s: enrolment test score", lines.count(), least);
      }
      double score = lines.score(places[2]);
      Pair pair = new Pair(lines.field(places[0]), lines.field(places[1]));
      Double other = scores.put(pair, score);
      if (other != null && other != score) {
        throw lines.error(
            "a second score for %s %s: %s, before it was %s",
            pair.enrolment(), pair.test(), score, other);
      }
    } while (lines.next());
    while (trials.next()) {
      Double score = scores.get(new Pair(trials.enrolment(), trials.test()));
      if (score == null) {
        throw DataException.of(
            "%s: the score file has no score for %s %s.",
            trials.where(), trials.enrolment(), trials.test());
      }
      collector.add(score, trials.same());
      trials.name(collector);
    }
  }
}
