package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.faces.pairs.PairedFaces;

/** The verification sets of a run, opened once. */
final class Verification {

  private final Map<VerificationSet, PairedFaces> sets = new LinkedHashMap<>();

  Verification(VerificationConfig config) {
    for (VerificationSet set : config.sets()) {
      sets.put(set, set.pairs().open());
    }
  }

  /**
   * What was found on one set.
   *
   * @param set the set
   * @param faces its pictures and pairs
   * @param scores cosines of the pairs
   * @param measurement the numbers
   */
  record Finding(
      VerificationSet set, PairedFaces faces, PairScores scores, Measurement measurement) {}

  /** Measures a network on every set. */
  List<Finding> measure(FaceEmbedder embedder, long step, Progress progress) {
    List<Finding> findings = new ArrayList<>();
    sets.forEach(
        (set, faces) -> {
          PairScores scores = new PairScorer(faces, set.flip()).scores(embedder, progress);
          Measurement measurement = new Measurement(set.name(), step, scores.metrics(), flags(set));
          findings.add(new Finding(set, faces, scores, measurement));
        });
    return findings;
  }

  private static String flags(VerificationSet set) {
    return "cosine of unit embeddings, flip "
        + set.flip().name().toLowerCase(java.util.Locale.ROOT);
  }
}
