package org.facemargin.experiments.record;

import java.util.Map;
import org.facemargin.core.Environment;
import org.facemargin.files.Ingredients;

/**
 * Where numbers come from.
 *
 * @param version version of FaceMargin
 * @param git commit and state of the source tree
 * @param environment machine and Java
 * @param engine what executed the backbone, in words
 * @param head what executed the margin head, in words
 * @param data fingerprints of the data, by what it was used for
 * @param startedUtc when the work began, ISO 8601, UTC
 */
public record Provenance(
    String version,
    GitState git,
    Environment environment,
    String engine,
    String head,
    Map<String, String> data,
    String startedUtc) {

  /** The version of this build. */
  public static final String VERSION = "0.1.0";

  /** What a run's numbers depend on beside its configuration and its data. */
  public Ingredients circumstances() {
    return Ingredients.NONE
        .with("FaceMargin", version + " " + git.words())
        .with("engine", engine)
        .with("head", head)
        .with("Java", environment.java())
        .with("operating system", environment.os())
        .with("processor", environment.cpu())
        .with("processors", environment.cores());
  }

  public Provenance {
    data = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(data));
  }
}
