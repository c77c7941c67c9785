package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Progress;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.listeners.AngleListener;
import org.facemargin.training.listeners.CheckpointListener;
import org.facemargin.training.listeners.DivergenceGuard;
import org.facemargin.training.listeners.MetricsListener;
import org.facemargin.training.listeners.MetricsLog;
import org.facemargin.training.listeners.PrototypeReinitialiser;
import org.facemargin.training.listeners.TensorBoardEvents;
import org.facemargin.training.listeners.ValidationListener;
import org.facemargin.training.listeners.ValidationSettings;

/** What looks on while a run trains. */
final class RunListeners {

  private static final long NEVER = Long.MAX_VALUE;
  private static final long ANGLE_STEPS = 20;

  private RunListeners() {}

  /**
   * The run's listeners, in the order in which they are called.
   *
   * @param counting those that come first
   * @param tensorBoard where what is measured goes beside the run's own files
   */
  static List<TrainingListener> of(
      OpenRun run, List<TrainingListener> counting, Optional<TensorBoardEvents> tensorBoard) {
    RunConfig config = run.config();
    Progress progress = run.progress();
    MetricsLog log = new MetricsLog(run.folder().metrics(), tensorBoard);
    List<TrainingListener> listeners = new ArrayList<>(counting);
    listeners.add(new EngineChoices(run.executor()));
    ClassDirections directions = new ClassDirections(run.faces(), run.embedder(), progress);
    config
        .head()
        .reinitialisation()
        .map(plan -> new PrototypeReinitialiser(plan, directions, progress::note))
        .ifPresent(listeners::add);
    int images = config.trainer().batchSize() * config.trainer().accumulateSteps();
    listeners.add(new ProgressListener(progress, images));
    listeners.add(new MetricsListener(log, 1));
    listeners.add(new AngleListener(log, ANGLE_STEPS));
    listeners.add(new DivergenceGuard(config.guard().settings(), log, progress::note));
    VerificationConfig verification = config.verification();
    if (verification.everySteps() > 0 && !verification.sets().isEmpty()) {
      listeners.add(
          new ValidationListener(
              new ValidationSettings(
                  verification.everySteps(),
                  metricName(verification.sets().get(0).name()),
                  true,
                  verification.patience(),
                  verification.averagedWeights()),
              training -> validate(run, training.step()),
              log,
              run.store()));
    }
    long every = config.checkpoints().everySteps();
    listeners.add(new CheckpointListener(run.store(), every == 0 ? NEVER : every));
    return listeners;
  }

  private static String metricName(String set) {
    return set + "_accuracy";
  }

  private static Map<String, Double> validate(OpenRun run, long step) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (var finding : run.verification().measure(run.embedder(), step, Progress.SILENT)) {
      double accuracy = finding.measurement().metric("accuracy").orElseThrow().value();
      String name = finding.set().name();
      values.put(metricName(name), accuracy);
      run.progress()
          .note(
              String.format(
                  Locale.ROOT, "Step %d: %s accuracy %.2f %%", step, name, 100 * accuracy));
    }
    return values;
  }
}
