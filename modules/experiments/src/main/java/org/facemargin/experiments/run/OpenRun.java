package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.Environment;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.training.Trainer;
import org.facemargin.training.checkpoints.CheckpointStore;

/**
 * What a run holds open.
 *
 * @param config what is asked for
 * @param folder where it is left
 * @param progress told what happens
 * @param wiring makes the parts
 * @param training the training set
 * @param verification the verification sets
 * @param graph the network
 * @param executor what executes it
 * @param embedder the network as it is at the moment of the call to it
 * @param batches the training set, batch by batch
 * @param store its checkpoints
 */
record OpenRun(
    RunConfig config,
    RunFolder folder,
    Progress progress,
    RunWiring wiring,
    RunWiring.TrainingFaces training,
    Verification verification,
    ComputationGraph graph,
    BackboneExecutor executor,
    GraphEmbedder embedder,
    BatchLoader batches,
    CheckpointStore store) {

  LabelledFaces faces() {
    return training.faces();
  }

  /** Under what it runs now. */
  Provenance provenance(Path projectFolder, Trainer trainer) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("train", faces().fingerprint());
    for (VerificationSet set : config.verification().sets()) {
      data.put(set.name(), set.pairs().fingerprint());
    }
    return new Provenance(
        Provenance.VERSION,
        GitState.of(projectFolder),
        Environment.current(),
        executor().description(),
        trainer.head().description(),
        data,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
