package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.evaluation.benchmark.SliceSettings;
import picocli.CommandLine.Option;

/** The options that slice an evaluation by metadata. */
final class SliceOptions {

  @Option(
      names = "--metadata",
      paramLabel = "M.csv",
      description =
          "Groups and qualities of pictures (first column image) or people (first column identity):"
              + " errors by group at thresholds set on everybody, error versus reject.")
  private Path metadata;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "A column of groups; default: all that are not numbers.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--quality",
      paramLabel = "COLUMN",
      description = "A column of qualities, higher is better; default: all that are numbers.")
  private List<String> qualities = new ArrayList<>();

  Optional<SliceSettings> settings() {
    if (metadata == null && !(groups.isEmpty() && qualities.isEmpty())) {
      throw new ConfigurationException("--group and --quality name columns of --metadata M.csv.");
    }
    return Optional.ofNullable(metadata).map(file -> new SliceSettings(file, groups, qualities));
  }
}
