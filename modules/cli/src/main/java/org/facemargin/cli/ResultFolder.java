package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Option;

/** {@code --out DIR}: where a command writes {@code result.json}, if it is asked to. */
final class ResultFolder {

  @Option(names = "--out", paramLabel = "DIR", description = "Write result.json there.")
  private Path folder;

  /** The file written, if a folder was given. */
  Optional<Path> file() {
    return Optional.ofNullable(folder).map(given -> given.resolve("result.json"));
  }

  /** Writes the result if a folder was given. */
  void write(Map<String, Object> result) {
    file().ifPresent(target -> JsonRecords.write(target, result));
  }
}
