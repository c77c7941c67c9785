package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.util.List;

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
    return "'label score' a line; label 1 or 0, 1 or -1, target or nontarget, genuine or impostor,"
        + " …";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    ScoreCollector collector = new ScoreCollector(files.distances());
    try (FieldLines lines = FieldLines.open(files.scores())) {
      int label = -1;
      while (next(lines)) {
        if (label < 0) {
          List<String> fields = lines.fields();
          label = !Fields.isLabel(fields.get(0)) && Fields.isLabel(fields.get(1)) ? 1 : 0;
          if (fields.get(0).equalsIgnoreCase("score") && fields.get(1).equalsIgnoreCase("label")) {
            label = 1;
            continue;
          }
          if (fields.get(0).equalsIgnoreCase("label") && fields.get(1).equalsIgnoreCase("score")) {
            continue;
          }
        }
        collector.add(lines.score(1 - label), lines.same(label));
      }
      collector.labelsOf(lines);
    }
    return collector.finish(files.scores().toString());
  }

  private static boolean next(FieldLines lines) {
    return lines.next(2, "label score");
  }
}
