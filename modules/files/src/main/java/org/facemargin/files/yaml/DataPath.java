package org.facemargin.files.yaml;

import java.nio.file.Path;

/**
 * A path to data, as written: variables are looked up when the data is needed, so that a
 * configuration can be read and checked on a machine without it.
 *
 * @param text as written
 * @param folder what relative paths are relative to
 * @param where file, line and key path
 */
public record DataPath(String text, Path folder, String where) {

  /**
   * The path on this machine.
   *
   * @throws org.facemargin.core.ConfigurationException if a variable is not set
   */
  public Path resolve() {
    return folder.resolve(EnvironmentVariables.expand(text, where));
  }
}
