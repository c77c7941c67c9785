package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.json.JsonRecords;

/** What the verification sets give before training: the network as drawn, and bare pixels. */
final class UntrainedBaseline {

  private UntrainedBaseline() {}

  /**
   * Measures it, or reads what was measured when a resumed run began.
   *
   * @param resumed whether the network is trained already
   */
  static List<Measurement> of(OpenRun run, boolean resumed) {
    Path file = run.folder().root().resolve("untrained.json");
    Optional<List<Measurement>> kept = resumed ? kept(file, run.progress()) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    List<Measurement> measured = new ArrayList<>();
    if (run.config().verification().untrained()) {
      run.verification().measure(run.embedder(), 0, run.progress()).stream()
          .map(Verification.Finding::measurement)
          .forEach(measured::add);
    }
    if (run.config().verification().pixelBaseline()) {
      PixelEmbedder pixels = new PixelEmbedder(run.wiring().imageSpec());
      run.verification().measure(pixels, 0, run.progress()).stream()
          .map(finding -> finding.measurement().of(RunRecord.pixels(finding.set().name())))
          .forEach(measured::add);
    }
    JsonRecords.write(file, measured);
    return measured;
  }

  /** What was measured before; empty where that has to be done again. */
  private static Optional<List<Measurement>> kept(Path file, Progress progress) {
    try {
      return Optional.of(List.of(JsonRecords.read(file, Measurement[].class)));
    } catch (DataException e) {
      progress.note(
          "What was measured before training is measured again, for it cannot be read: "
              + e.getMessage());
      return Optional.empty();
    }
  }
}
