package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.files.yaml.DataPath;

/** The verification sets of a run, opened once. */
final class Verification {

  private final Map<VerificationSet, Benchmark> sets = new LinkedHashMap<>();

  /**
   * Finds the data of every set, before there is a network.
   *
   * @throws org.facemargin.core.DataException if some of it is missing
   */
  Verification(VerificationConfig config) {
    for (VerificationSet set : config.sets()) {
      sets.put(
          set, set.benchmark().opened(EvaluationRequest.ofData(set.data().map(DataPath::resolve))));
    }
  }

  private static EvaluationRequest request(
      VerificationSet set, FaceEmbedder network, Progress progress) {
    return EvaluationRequest.ofNetwork(
        network, set.flip(), set.data().map(DataPath::resolve), progress);
  }

  /**
   * What was found on one set.
   *
   * @param set the set
   * @param outcome all that its protocol says
   * @param measurement the numbers
   */
  record Finding(VerificationSet set, EvaluationOutcome outcome, Measurement measurement) {}

  /** What identifies the data that is open, by set. */
  Map<String, String> fingerprints() {
    Map<String, String> all = new LinkedHashMap<>();
    sets.forEach(
        (set, benchmark) ->
            benchmark.openedData().forEach((use, hash) -> all.put(set.name() + " " + use, hash)));
    return all;
  }

  /** What identifies the data that was measured on, by set. */
  static Map<String, String> fingerprints(List<Finding> findings) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Finding finding : findings) {
      finding
          .outcome()
          .data()
          .forEach((use, hash) -> all.put(finding.set().name() + " " + use, hash));
    }
    return all;
  }

  /** Measures a network on every set. */
  List<Finding> measure(
      FaceEmbedder network, long step, EvaluationRequest.Detail detail, Progress progress) {
    List<Finding> findings = new ArrayList<>();
    sets.forEach(
        (set, benchmark) -> {
          EvaluationOutcome outcome =
              benchmark.evaluate(request(set, network, progress).in(detail));
          Measurement measurement =
              new Measurement(set.name(), step, outcome.metrics(), outcome.flags());
          findings.add(new Finding(set, outcome, measurement));
        });
    return findings;
  }
}
