package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;

/** bob's four columns; a comparison is genuine where both identities are the same text. */
@AutoService(ScoreFormat.class)
public final class FourColumnFormat implements ScoreFormat {

  private static final String NAME = "bob-4";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "'claimed_id real_id probe_label score' a line (bob.measure)";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    ScoreCollector collector = new ScoreCollector(files.distances());
    try (FieldLines lines = FieldLines.open(files.scores())) {
      while (next(lines)) {
        collector.add(lines.score(3), lines.equal(0, 1));
        collector.labelled(lines, 0, 2);
        collector.identified(lines, 0, 1);
      }
    }
    return collector.finish(files.scores().toString());
  }

  private static boolean next(FieldLines lines) {
    return lines.next(4, "claimed_id real_id probe_label score");
  }
}
