package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Option;

/** {@code --out DIR}: where a command writes {@code result.json}, if it is asked to. */
final class ResultFolder {

  @Option(names = "--out", paramLabel = "DIR", description = "Write result.json there.")
  private Path folder;

  /** Writes the result if a folder was given. */
  void write(Map<String, Object> result) {
    if (folder != null) {
      JsonRecords.write(folder.resolve("result.json"), result);
    }
  }
}
