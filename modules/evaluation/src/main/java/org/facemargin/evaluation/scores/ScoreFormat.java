package org.facemargin.evaluation.scores;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/** How score files are written. Registered with {@code @AutoService(ScoreFormat.class)}. */
@PlugInKind("score format")
public interface ScoreFormat extends Named {

  /** What a line holds and who writes such files, in one sentence without a final full stop. */
  String description();

  /** Reads files of this format; errors as {@link ScoreFiles#read}. */
  ScoreList read(ScoreFiles files);
}
