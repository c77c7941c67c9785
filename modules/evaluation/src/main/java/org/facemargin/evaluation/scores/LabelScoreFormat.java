package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;

/**
 * {@code label score}, one comparison a line. Where the first line's first field is no label but
 * its second is, the order is {@code score label}; a first line of the words {@code label} and
 * {@code score} says the order.
 */
@AutoService(ScoreFormat.class)
public final class LabelScoreFormat implements ScoreFormat {

  private static final String NAME = "label-score";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "'label score' a line; label 1 or 0, target or nontarget, genuine or impostor, …";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    ScoreCollector collector = new ScoreCollector();
    try (FieldLines lines = FieldLines.open(files.scores())) {
      int label = -1;
      for (String[] fields = next(lines); fields != null; fields = next(lines)) {
        if (label < 0) {
          label = !Fields.isLabel(fields[0]) && Fields.isLabel(fields[1]) ? 1 : 0;
          if (fields[0].equalsIgnoreCase("score") && fields[1].equalsIgnoreCase("label")) {
            label = 1;
            continue;
          }
          if (fields[0].equalsIgnoreCase("label") && fields[1].equalsIgnoreCase("score")) {
            continue;
          }
        }
        collector.add(lines.score(fields[1 - label]), Fields.same(lines.where(), fields[label]));
      }
    }
    return collector.finish(files.scores().toString());
  }

  private static String[] next(FieldLines lines) {
    return lines.next(2, "label score");
  }
}
