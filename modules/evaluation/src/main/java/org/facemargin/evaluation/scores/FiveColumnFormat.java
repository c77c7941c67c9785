package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;

/** bob's five columns; a comparison is genuine where both identities are the same text. */
@AutoService(ScoreFormat.class)
public final class FiveColumnFormat implements ScoreFormat {

  private static final String NAME = "bob-5";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "'claimed_id model_label real_id probe_label score' a line (bob.measure)";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    ScoreCollector collector = new ScoreCollector(files.distances());
    try (FieldLines lines = FieldLines.open(files.scores())) {
      while (next(lines)) {
        collector.add(lines.score(4), lines.equal(0, 2));
        collector.labelled(lines, 1, 3);
        collector.identified(lines, 0, 2);
      }
    }
    return collector.finish(files.scores().toString());
  }

  private static boolean next(FieldLines lines) {
    return lines.next(5, "claimed_id model_label real_id probe_label score");
  }
}
