package org.facemargin.files.yaml;

import org.facemargin.files.Sha256;

/**
 * Everything that was read, defaults included, in canonical form: keys sorted, one key a line. Two
 * configurations that mean the same have the same text and the same hash, however they were
 * written.
 *
 * @param yaml the canonical text
 * @param sha256 hash of {@code yaml}
 */
public record ResolvedConfig(String yaml, String sha256) {

  static ResolvedConfig of(String yaml) {
    return new ResolvedConfig(yaml, Sha256.of(yaml));
  }
}
