package org.facemargin.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.ranks.ClassRange;

/** What a run's folder already holds. */
final class EarlierRun {

  private final RunConfig config;
  private final RunFolder folder;
  private final Progress progress;

  EarlierRun(RunConfig config, RunFolder folder, Progress progress) {
    this.config = config;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * The record of a run that came to an end; none where it was interrupted, killed or failed.
   *
   * @param resume whether a run in the folder may be gone on with
   * @throws ConfigurationException if it may not and there is one, if it may and there is none, or
   *     if it is of another configuration
   */
  Optional<RunRecord> ended(CheckpointStore store, boolean resume) {
    if (resume && !folder.holdsRun()) {
      throw new ConfigurationException(
          folder.root()
              + " holds no run to resume. Leave out --resume to begin one there, or name the run's"
              + " folder with --out.");
    }
    Optional<RunRecord> record =
        Optional.of(folder.result())
            .filter(Files::exists)
            .flatMap(this::read)
            .filter(RunRecord::ended);
    if (!resume && (record.isPresent() || !store.newestFirst().isEmpty())) {
      throw new ConfigurationException(
          folder.root() + " holds a run. Use --resume to continue it, or another --out.");
    }
    record.ifPresent(found -> requireSameConfiguration(folder.result(), found.config()));
    return record;
  }

  private Optional<RunRecord> read(Path file) {
    try {
      return Optional.of(JsonRecords.read(file, RunRecord.class));
    } catch (DataException e) {
      progress.note("The run's record cannot be read and will be made again: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The newest checkpoint, if there is one.
   *
   * @param range the classes whose centres this rank keeps
   * @throws ConfigurationException if it is of another configuration
   */
  Optional<TrainingState> latest(CheckpointStore store, ClassRange range) {
    Optional<TrainingState> state = store.latest(range);
    state.ifPresent(found -> requireSameConfiguration(folder.checkpoints(), found.configuration()));
    return state;
  }

  private void requireSameConfiguration(Path where, String found) {
    String asked = config.resolved().yaml();
    if (!found.equals(asked)) {
      throw ConfigurationException.of(
          "%s is of another configuration, so that it cannot be resumed. First difference: %s",
          where, firstDifference(found, asked));
    }
  }

  private static String firstDifference(String before, String now) {
    List<String> old = before.lines().toList();
    List<String> asked = now.lines().toList();
    for (int i = 0; i < Math.max(old.size(), asked.size()); i++) {
      String one = i < old.size() ? old.get(i).strip() : "nothing";
      String two = i < asked.size() ? asked.get(i).strip() : "nothing";
      if (!one.equals(two)) {
        return "'" + one + "' there, '" + two + "' asked for.";
      }
    }
    return "none.";
  }
}
