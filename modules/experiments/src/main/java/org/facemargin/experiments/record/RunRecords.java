package org.facemargin.experiments.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.files.FilesBelow;
import org.facemargin.files.json.JsonRecords;

/**
 * The run records of a folder.
 *
 * @param all every record, in the order of file names
 */
public record RunRecords(List<RunRecord> all) {

  /** No records. */
  public static final RunRecords NONE = new RunRecords(List.of());

  public RunRecords {
    all = List.copyOf(all);
  }

  /**
   * Reads every {@code *.json} below {@code folder} that is a run record; none if the folder does
   * not exist.
   *
   * @throws DataException if a record is corrupt
   */
  public static RunRecords below(Path folder) {
    if (!Files.isDirectory(folder)) {
      return NONE;
    }
    return new RunRecords(
        FilesBelow.of(folder, ".json").stream()
            .filter(RunRecords::isRunRecord)
            .map(file -> JsonRecords.read(file, RunRecord.class))
            .toList());
  }

  private static boolean isRunRecord(Path file) {
    return RunRecord.SCHEMA.equals(JsonRecords.read(file).path("schema").asText());
  }

  /** The records of one recipe: same run name, same configuration up to the seed. */
  public List<RunRecord> of(String run, String recipe) {
    return all.stream()
        .filter(record -> record.run().equals(run) && record.recipe().equals(recipe))
        .toList();
  }

  /** Whether the run was recorded under another configuration. */
  public boolean hasOther(String run, String recipe) {
    return all.stream()
        .anyMatch(record -> record.run().equals(run) && !record.recipe().equals(recipe));
  }
}
