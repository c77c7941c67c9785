package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;

/** Speaker style with the label on the same line, as wespeaker writes it. */
@AutoService(ScoreFormat.class)
public final class ScoredTrialsFormat implements ScoreFormat {

  private static final String NAME = "scored-trials";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "'enrolment test score label' a line (wespeaker)";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    ScoreCollector collector = new ScoreCollector(files.distances());
    try (FieldLines lines = FieldLines.open(files.scores())) {
      while (next(lines)) {
        collector.add(lines.score(2), lines.same(3));
        collector.named(lines, 0, 1);
      }
      collector.labelsOf(lines);
    }
    return collector.finish(files.scores().toString());
  }

  private static boolean next(FieldLines lines) {
    return lines.next(4, "enrolment test score label");
  }
}
