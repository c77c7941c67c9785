package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
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
        + " a header) and a score file ('enrolment test score' in any order, or one score a"
        + " line in the order of the trials)";
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
    ScoreCollector collector = new ScoreCollector();
    try (TrialList list = TrialList.open(trials);
        FieldLines lines = FieldLines.open(files.scores())) {
      String[] first = lines.next();
      if (first == null) {
        throw new DataException(files.scores() + ": holds no score.");
      }
      if (first.length == 1) {
        byLine(list, lines, first, collector);
      } else {
        byName(list, lines, first, collector);
      }
    }
    return collector.finish(files.scores() + " and " + trials);
  }

  private static void byLine(
      TrialList trials, FieldLines lines, String[] first, ScoreCollector collector) {
    String[] fields = first;
    while (trials.next()) {
      if (fields == null) {
        throw lines.error("the scores end here, but the next trial is at " + trials.where());
      }
      collector.add(lines.score(fields[0]), trials.same());
      collector.named(trials.enrolment(), trials.test());
      fields = lines.next(1, "a score, as on the first line");
    }
    if (fields != null) {
      throw lines.error("a score beyond the last trial, which is at " + trials.where());
    }
  }

  private record Pair(String enrolment, String test) {}

  private static void byName(
      TrialList trials, FieldLines lines, String[] first, ScoreCollector collector) {
    Map<Pair, Double> scores = new HashMap<>();
    for (String[] fields = first; fields != null; fields = lines.next()) {
      if (fields.length < 3) {
        throw lines.error("found " + fields.length + " fields, expected 3: enrolment test score");
      }
      double score = lines.score(fields[2]);
      Double other = scores.put(new Pair(fields[0], fields[1]), score);
      if (other != null && other != score) {
        throw lines.error(
            "a second score for "
                + fields[0]
                + " "
                + fields[1]
                + ": "
                + score
                + ", before it was "
                + other);
      }
    }
    while (trials.next()) {
      Double score = scores.get(new Pair(trials.enrolment(), trials.test()));
      if (score == null) {
        throw new DataException(
            trials.where()
                + ": the score file has no score for "
                + trials.enrolment()
                + " "
                + trials.test()
                + ".");
      }
      collector.add(score, trials.same());
      collector.named(trials.enrolment(), trials.test());
    }
  }
}
