package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Finds the record of a cell. A record made by an older version, which knew fewer keys, is one if
 * its configuration, read today, means the same.
 */
final class RecordedCell {

  private final String sha256;

  RecordedCell(RunConfig config) {
    this.sha256 = config.resolved().sha256();
  }

  boolean is(RunRecord record) {
    return record.configSha256().equals(sha256) || today(record).equals(sha256);
  }

  /** The hash of a record's configuration as this version resolves it; empty if it cannot. */
  private static String today(RunRecord record) {
    try {
      ConfigReader reader =
          ConfigReader.parse(record.run(), record.config(), Path.of(""), List.of());
      return RunConfig.from(record.run(), reader).resolved().sha256();
    } catch (ConfigurationException | DataException e) {
      return "";
    }
  }
}
