package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import org.facemargin.core.ConfigurationException;

/** pyeer's: one file of genuine and one of impostor scores, the score in the last column. */
@AutoService(ScoreFormat.class)
public final class GenuineImpostorFormat implements ScoreFormat {

  static final String NAME = "genuine-impostor";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "two files, genuine and impostor scores, the score in the last column (pyeer)";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    Path impostors =
        files
            .impostors()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "Score format '"
                            + NAME
                            + "' reads two files: give the impostor scores too (--impostors, or"
                            + " impostors: in the card)."));
    if (files.trials().isPresent()) {
      throw new ConfigurationException(
          "Score format '" + NAME + "' needs no trial list: leave it out.");
    }
    ScoreCollector collector = new ScoreCollector(files.distances());
    add(files.scores(), true, collector);
    add(impostors, false, collector);
    return collector.finish(files.scores() + " and " + impostors);
  }

  private static void add(Path file, boolean genuine, ScoreCollector collector) {
    try (FieldLines lines = FieldLines.open(file)) {
      while (lines.next()) {
        collector.add(lines.score(lines.count() - 1), genuine);
      }
    }
  }
}
