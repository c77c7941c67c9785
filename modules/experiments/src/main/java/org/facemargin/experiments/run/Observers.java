package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.TrainingListener;

/**
 * What looks on for the run's record.
 *
 * @param centres where angles of the training set were asked for
 * @param noiseWeights where labels were made wrong on purpose
 */
record Observers(
    LastSteps lastSteps,
    GradientRecord gradients,
    TargetAngles targetAngles,
    PosteriorSparsity sparsity,
    Optional<CentreSpread> centres,
    Optional<NoiseWeights> noiseWeights,
    RunHistory history) {

  static Observers of(OpenRun run, HeadFactory heads) {
    long steps = run.config().trainer().maxSteps();
    return new Observers(
        new LastSteps(),
        new GradientRecord(),
        new TargetAngles(steps),
        new PosteriorSparsity(steps),
        run.config().verification().trainAngles()
            ? Optional.of(new CentreSpread())
            : Optional.empty(),
        run.training()
            .noise()
            .map(
                noise ->
                    new NoiseWeights(
                        run.faces(),
                        noise,
                        run.config().seed(),
                        run.embedder(),
                        heads,
                        run.config().trainer().batchSize())),
        new RunHistory(run.progress()::note));
  }

  List<TrainingListener> listeners() {
    List<TrainingListener> all =
        new ArrayList<>(List.of(lastSteps, gradients, targetAngles, sparsity));
    centres.ifPresent(all::add);
    noiseWeights.ifPresent(all::add);
    all.add(history);
    return all;
  }
}
