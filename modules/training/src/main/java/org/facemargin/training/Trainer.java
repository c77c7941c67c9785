package org.facemargin.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.TrainingBatches;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.settings.LossPlan;

/**
 * Trains a backbone and a margin head. One step:
 *
 * <pre>
 * for each of `accumulation` batches:   embeddings = backbone(pictures)            (N, d)
 *                                       loss, dL/d embeddings, dL/dW = head(…)
 *                                       gradient += backward(dL/d embeddings) / accumulation
 * backbone's gradient clipped by its norm, then one optimiser step on backbone and class centres
 * </pre>
 *
 * <p>With several ranks each has a copy of the backbone and takes its own rows of the batch; all
 * ranks make the same step, so that the copies stay equal bit for bit: {@link HostSteps}.
 *
 * <p>Everything random is a function of seed and step, so that a run resumed from {@link #state}
 * equals an unbroken one bit for bit on the same machine and number of threads. Loss or gradients
 * that are not numbers end the run before they reach a parameter.
 *
 * <p>Owns the heads it makes; does not close graph, executor or batches. All methods but {@link
 * #requestStop} belong to one thread.
 */
public final class Trainer implements TrainingRun, AutoCloseable {

  /** Beside the listeners' states: why the run had ended when it was saved, if it had. */
  private static final String STOPPED = "stopped";

  private final ComputationGraph graph;
  private final BackboneExecutor executor;
  private final Collective ranks;
  private final TrainingBatches batches;
  private final TrainingSettings settings;
  private final List<TrainingListener> listeners;
  private final String configuration;

  private final StepMaker steps;
  private final GradientPeaks peaks = new GradientPeaks();
  private final AtomicReference<String> interruption = new AtomicReference<>("");

  private LossPlan plan;
  private Map<String, String> lossInUse;
  private long step;
  private String stopReason = "";

  /**
   * @param parts what is trained, and on what
   * @param settings how
   * @param listeners who watches
   * @param configuration the resolved configuration as text, kept in checkpoints
   */
  public Trainer(
      TrainingParts parts,
      TrainingSettings settings,
      List<TrainingListener> listeners,
      String configuration) {
    this.graph = parts.graph();
    this.executor = parts.executor();
    this.ranks = parts.ranks();
    this.batches = parts.batches();
    this.plan = parts.loss();
    this.settings = settings;
    this.listeners = List.copyOf(listeners);
    this.configuration = configuration;
    this.lossInUse = plan.resolvedAt(0);
    this.steps = StepEngine.of(parts, settings);
  }

  /**
   * Trains from the current step to the last, or until something ends the run. A run that a
   * listener had stopped before it was saved is not trained any further.
   */
  public TrainingOutcome run() {
    batches.seek(step * settings.accumulation());
    steps.startAt(step * settings.accumulation());
    listeners.forEach(listener -> listener.started(this));
    TrainingOutcome outcome = trainToTheEnd();
    listeners.forEach(listener -> listener.finished(outcome, this));
    return outcome;
  }

  private TrainingOutcome trainToTheEnd() {
    if (!stopReason.isEmpty()) {
      return new TrainingOutcome(TrainingOutcome.End.STOPPED, step, stopReason);
    }
    while (step < settings.steps()) {
      String interrupted = agreed(interruption.get());
      if (!interrupted.isEmpty()) {
        interruption.set("");
        return new TrainingOutcome(TrainingOutcome.End.INTERRUPTED, step, interrupted);
      }
      StepReport report = makeStep();
      listeners.forEach(listener -> listener.stepDone(report, this));
      String stopped = agreed(stopReason);
      if (!stopped.isEmpty()) {
        return new TrainingOutcome(TrainingOutcome.End.STOPPED, step, stopped);
      }
      if (!report.finite()) {
        return new TrainingOutcome(
            TrainingOutcome.End.NOT_FINITE,
            step,
            "Loss or gradient was not a number at step "
                + report.step()
                + ": loss "
                + report.loss()
                + ", gradient norms "
                + report.backboneGradientNorm()
                + " (backbone), "
                + report.headGradientNorm()
                + " (class centres).");
      }
    }
    return new TrainingOutcome(TrainingOutcome.End.COMPLETED, step, "");
  }

  /** A reason to end that some rank has; its own text where that is this rank, else empty. */
  private String agreed(String reason) {
    double[] asking = {reason.isEmpty() ? 0 : ranks.size() - ranks.rank()};
    ranks.max(asking);
    if (asking[0] == 0 || !reason.isEmpty()) {
      return reason;
    }
    return "rank " + (ranks.size() - (int) asking[0]) + " asked for it";
  }

  private StepReport makeStep() {
    long begun = System.nanoTime();
    double waitedBefore = batches.waitedSeconds();
    useLossOf(step);
    double rate = settings.learningRate().at(step, settings.steps());
    StepFindings found = steps.make(batches::take, rate, step + 1);
    long made = step;
    if (found.finite()) {
      step++;
    }
    return new StepReport(
        made,
        found.images(),
        found.loss(),
        found.meanTargetCosine(),
        rate,
        found.backboneGradientNorm(),
        found.headGradientNorm(),
        peaks.marginSlope(plan, made, head().state(), found.targetCosines(), found.norms()),
        found.largestEmbeddingGradient(),
        (System.nanoTime() - begun) / 1e9,
        batches.waitedSeconds() - waitedBefore,
        found.targetCosines(),
        found.norms(),
        found.labels());
  }

  private void useLossOf(long atStep) {
    Map<String, String> wanted = plan.resolvedAt(atStep);
    if (!wanted.equals(lossInUse)) {
      steps.useLoss(plan.at(atStep), atStep * settings.accumulation());
      lossInUse = wanted;
    }
  }

  /** Ends the run after the step under way, from any thread; {@link #run} returns INTERRUPTED. */
  public void requestStop(String reason) {
    interruption.set(reason);
  }

  /**
   * Goes on from a state: the next step is {@code state.step()}.
   *
   * @throws org.facemargin.core.ConfigurationException if the state belongs to another network,
   *     head or optimiser
   */
  public void restore(TrainingState state) {
    plan = state.loss();
    useLossOf(state.step());
    steps.restore(state);
    head().restore(head().state().withValues(state.lossState()));
    for (TrainingListener listener : listeners) {
      String saved = state.listeners().get(listener.stateKey());
      if (saved != null) {
        listener.restore(saved);
      }
    }
    step = state.step();
    stopReason = state.listeners().getOrDefault(STOPPED, "");
  }

  @Override
  public TrainingState state() {
    Map<String, String> states = new HashMap<>();
    for (TrainingListener listener : listeners) {
      if (!listener.stateKey().isEmpty()) {
        states.put(listener.stateKey(), listener.state());
      }
    }
    if (!stopReason.isEmpty()) {
      states.put(STOPPED, stopReason);
    }
    return new TrainingState(
        step,
        graph(),
        steps.averaged(),
        head().weights().duplicate(),
        steps.backboneSlots(),
        steps.headSlots(),
        plan,
        head().state().values(),
        Map.copyOf(states),
        configuration);
  }

  @Override
  public void withAveragedWeights(Runnable task) {
    steps.swapAverage();
    try {
      task.run();
    } finally {
      steps.swapAverage();
    }
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public long steps() {
    return settings.steps();
  }

  @Override
  public ComputationGraph graph() {
    steps.fillGraph();
    return graph;
  }

  @Override
  public BackboneExecutor executor() {
    return executor;
  }

  @Override
  public Collective ranks() {
    return ranks;
  }

  @Override
  public MarginHead head() {
    return steps.head();
  }

  @Override
  public void headChanged() {
    steps.headChanged();
  }

  @Override
  public LossPlan lossPlan() {
    return plan;
  }

  @Override
  public void changeLoss(LossPlan next) {
    plan = next;
  }

  @Override
  public void stop(String reason) {
    stopReason = reason;
  }

  @Override
  public void close() {
    steps.close();
  }
}
