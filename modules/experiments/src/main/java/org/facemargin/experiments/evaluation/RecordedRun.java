package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.backbones.weights.NetworkFormat;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.checkpoints.CheckpointFile;

/**
 * A run's record to which evaluations made afterwards are added, so that a table of a paper reads
 * them beside what the run verified itself. A benchmark that is there already is replaced.
 *
 * <p>A network has to be the run's own: a checkpoint of its configuration at its last step, or the
 * ONNX file it exported. Of stored embeddings nobody can tell; the flags say so.
 */
public final class RecordedRun {

  private final Path file;
  private RunRecord record;

  private RecordedRun(Path file, RunRecord record) {
    this.file = file;
    this.record = record;
  }

  /**
   * Reads the record.
   *
   * @throws DataException if it is missing, corrupt, or no run record
   */
  public static RecordedRun open(Path file) {
    String schema = JsonRecords.read(file).path("schema").asText();
    if (!schema.equals(RunRecord.SCHEMA)) {
      throw DataException.of("%s: schema is '%s', expected '%s'.", file, schema, RunRecord.SCHEMA);
    }
    return new RecordedRun(file, JsonRecords.read(file, RunRecord.class));
  }

  /**
   * Checks that a network is the run's.
   *
   * @throws DataException if it is not
   */
  public void requireOwn(Path model) {
    if (NetworkFormat.of(model) == NetworkFormat.CHECKPOINT) {
      CheckpointFile.Origin origin = CheckpointFile.origin(model);
      require(model, "configuration", record.configSha256(), Sha256.of(origin.configuration()));
      require(
          model, "step", Long.toString(record.training().steps()), Long.toString(origin.step()));
    } else {
      require(model, "SHA-256", record.export().sha256(), Sha256.of(model));
    }
  }

  private void require(Path model, String what, String expected, String found) {
    if (!found.equals(expected)) {
      throw DataException.of(
          "%s is not the network of %s: its %s is %s, the record has %s.",
          model, file, what, found, expected.isEmpty() ? "none" : expected);
    }
  }

  /** Puts what a benchmark said into the record, and writes it. */
  public void add(String benchmark, EvaluationOutcome outcome, Map<String, String> source) {
    List<Measurement> after = new ArrayList<>(record.after());
    after.removeIf(one -> one.benchmark().equals(benchmark));
    String flags =
        outcome.flags()
            + (source.containsKey(ModelSource.RUNS_IN)
                ? ""
                : "; stored embeddings " + source.get("name"));
    after.add(new Measurement(benchmark, record.training().steps(), outcome.metrics(), flags));
    Map<String, String> data = new LinkedHashMap<>();
    outcome.data().forEach((use, hash) -> data.put(benchmark + " " + use, hash));
    record = record.with(record.provenance().with(data), after);
    JsonRecords.write(file, record);
  }
}
