package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * How an evaluation is sliced.
 *
 * @param metadata the CSV
 * @param groups columns that are groups; empty: all that are not numbers throughout
 * @param qualities columns that are qualities; empty: all that are numbers throughout and no groups
 */
public record SliceSettings(Path metadata, List<String> groups, List<String> qualities) {

  public SliceSettings {
    groups = List.copyOf(groups);
    qualities = List.copyOf(qualities);
  }
}
