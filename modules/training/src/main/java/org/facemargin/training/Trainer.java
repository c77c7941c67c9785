package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.TrainingBatches;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.optimisers.ParameterGroup;
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
 * <p>With several ranks each has a copy of the backbone and takes its own rows of the batch; the
 * head divides by the rows of all of them, so the backbones' gradients are added up, in buckets
 * while the backward pass goes on (with accumulation, once after the last). All ranks then make the
 * same step, so that the copies stay equal bit for bit; where batch statistics are each rank's own,
 * the running statistics are rank 0's, handed round at each step.
 *
 * <p>Everything random is a function of seed and step, so that a run resumed from {@link #state}
 * equals an unbroken one bit for bit on the same machine and number of threads. Loss or gradients
 * that are not numbers end the run before they reach a parameter.
 *
 * <p>Owns the heads it makes; does not close graph, executor or batches. All methods but {@link
 * #requestStop} belong to one thread.
 */
public final class Trainer implements TrainingRun, AutoCloseable {

  /** PyTorch's {@code clip_grad_norm_} adds this to the norm it divides by. */
  private static final double CLIP_EPSILON = 1e-6;

  /** Beside the listeners' states: why the run had ended when it was saved, if it had. */
  private static final String STOPPED = "stopped";

  private final ComputationGraph graph;
  private final BackboneExecutor executor;
  private final HeadFactory heads;
  private final Collective ranks;
  private final TrainingBatches batches;
  private final TrainingSettings settings;
  private final List<TrainingListener> listeners;
  private final String configuration;

  private final FloatBuffer backboneGradient;
  private final GradientSum gradientSum;
  private final GradientAverage backboneAverage;
  private final GradientAverage headAverage;
  private final ParameterGroup backboneGroup;
  private final RunningStatistics statistics;
  private final Optional<WeightAverage> weightAverage;
  private final FloatBuffer headGradient;
  private final GradientPeaks peaks = new GradientPeaks();
  private final AtomicReference<String> interruption = new AtomicReference<>("");

  private LossPlan plan;
  private Map<String, String> lossInUse;
  private MarginHead head;
  private ParameterGroup headGroup;
  private FloatBuffer inputs = DirectFloats.allocate(0);
  private FloatBuffer embeddings = DirectFloats.allocate(0);
  private FloatBuffer embeddingGradient = DirectFloats.allocate(0);
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
    this.heads = parts.heads();
    this.ranks = parts.ranks();
    this.batches = parts.batches();
    this.plan = parts.loss();
    this.settings = settings;
    this.listeners = List.copyOf(listeners);
    this.configuration = configuration;
    this.backboneGradient = DirectFloats.allocate(executor.parameterCount());
    this.gradientSum = new GradientSum(ranks, backboneGradient, GradientSum.BUCKET);
    ranks.broadcast(executor.parameters(), 0);
    executor.parametersChanged();
    ParameterLayout layout = ParameterLayout.of(graph);
    this.statistics = new RunningStatistics(layout);
    this.backboneGroup =
        ParameterGroup.backbone(
            layout,
            executor.parameters(),
            backboneGradient,
            settings.decayPolicy(),
            settings.optimiser());
    this.weightAverage =
        settings.averageDecay() > 0
            ? Optional.of(new WeightAverage(executor.parameters(), settings.averageDecay()))
            : Optional.empty();
    this.lossInUse = plan.resolvedAt(0);
    this.head = heads.create(plan.at(0));
    this.headGradient = DirectFloats.allocate(head.weights().remaining());
    this.headGroup = ParameterGroup.head(head.weights(), headGradient, settings.optimiser());
    this.backboneAverage = new GradientAverage(backboneGradient, 1, settings.accumulation());
    this.headAverage = new GradientAverage(headGradient, head.dimension(), settings.accumulation());
  }

  /**
   * Trains from the current step to the last, or until something ends the run. A run that a
   * listener had stopped before it was saved is not trained any further.
   */
  public TrainingOutcome run() {
    batches.seek(step * settings.accumulation());
    head.startAt(step * settings.accumulation());
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
    statistics.keep(executor.parameters());
    double loss = 0;
    double cosine = 0;
    int images = 0;
    HeadResult result = null;
    FaceBatch batch = null;
    Optional<int[]> rows = Optional.empty();
    for (int i = 0; i < settings.accumulation(); i++) {
      batch = batches.take();
      result = pass(batch);
      loss += result.loss() / settings.accumulation();
      cosine += result.meanTargetCosine() / settings.accumulation();
      images += batch.size() * ranks.size();
      backboneAverage.add(i, Optional.empty());
      rows = headAverage.add(i, head.sampledClasses());
    }
    if (settings.accumulation() > 1) {
      gradientSum.ready(0, executor.parameterCount());
    }
    gradientSum.finish();
    double rate = settings.learningRate().at(step, settings.steps());
    double backboneNorm = backboneGroup.gradientNorm();
    ParameterGroup centres =
        rows.map(sampled -> headGroup.rows(sampled, head.dimension())).orElse(headGroup);
    double headNorm = overRanks(centres.gradientNorm());
    boolean finite =
        Double.isFinite(loss) && Double.isFinite(backboneNorm) && Double.isFinite(headNorm);
    long made = step;
    if (finite) {
      update(centres, rate, backboneNorm);
    } else {
      statistics.takeBack(executor.parameters());
      executor.parametersChanged();
    }
    double[] peak = {
      GradientPeaks.embeddingGradient(
          embeddingGradient, executor.dimension(), result.norms(), ranks.rank() * batch.size())
    };
    ranks.max(peak);
    return new StepReport(
        made,
        images,
        loss,
        cosine,
        rate,
        backboneNorm,
        headNorm,
        peaks.marginSlope(plan, made, head.state(), result),
        peak[0],
        (System.nanoTime() - begun) / 1e9,
        batches.waitedSeconds() - waitedBefore,
        result.targetCosines(),
        result.norms(),
        batch.labels());
  }

  /** The norm of a vector of which every rank has a part. */
  private double overRanks(double norm) {
    if (ranks.size() == 1) {
      return norm;
    }
    double[] square = {norm * norm};
    ranks.sum(square);
    return Math.sqrt(square[0]);
  }

  private HeadResult pass(FaceBatch batch) {
    int count = batch.size();
    inputs = atLeast(inputs, batch.inputs().length);
    embeddings = atLeast(embeddings, (long) count * executor.dimension());
    embeddingGradient = atLeast(embeddingGradient, embeddings.remaining());
    inputs.put(0, batch.inputs());
    executor.forwardTraining(inputs, count, embeddings);
    HeadResult result =
        head.forwardBackward(embeddings, batch.labels(), embeddingGradient, headGradient);
    if (settings.accumulation() == 1) {
      executor.backward(embeddingGradient, backboneGradient, gradientSum);
    } else {
      executor.backward(embeddingGradient, backboneGradient);
    }
    return result;
  }

  /** A buffer of exactly {@code length} values, the old one where it fits. */
  private static FloatBuffer atLeast(FloatBuffer buffer, long length) {
    return buffer.capacity() == length ? buffer : DirectFloats.allocate(length);
  }

  private void update(ParameterGroup centres, double rate, double backboneNorm) {
    double scale = Math.min(1, settings.clipNorm() / (backboneNorm + CLIP_EPSILON));
    var rule = settings.optimiser().update(rate, step + 1);
    backboneGroup.apply(rule, scale);
    centres.apply(rule, 1);
    statistics.share(executor.parameters(), ranks);
    executor.parametersChanged();
    weightAverage.ifPresent(average -> average.follow(executor.parameters()));
    step++;
  }

  private void useLossOf(long atStep) {
    Map<String, String> wanted = plan.resolvedAt(atStep);
    if (wanted.equals(lossInUse)) {
      return;
    }
    MarginHead next = heads.create(plan.at(atStep));
    next.weights().duplicate().put(head.weights().duplicate());
    next.restore(next.state().withValues(head.state().values()));
    headGroup = headGroup.over(next.weights());
    next.startAt(atStep * settings.accumulation());
    head.close();
    head = next;
    lossInUse = wanted;
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
    StateTransfer.copy(
        "backbone", state.graph().params().data().asNioFloat(), executor.parameters());
    executor.parametersChanged();
    plan = state.loss();
    useLossOf(state.step());
    StateTransfer.copy("class centres", state.head(), head.weights());
    StateTransfer.copyAll("backbone's optimiser", state.backboneSlots(), backboneGroup.slots());
    StateTransfer.copyAll("class centres' optimiser", state.headSlots(), headGroup.slots());
    StateTransfer.copyAll(
        "weight average",
        state.averaged().stream().toList(),
        weightAverage.map(WeightAverage::values).stream().toList());
    head.restore(head.state().withValues(state.lossState()));
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
        graph,
        weightAverage.map(WeightAverage::values),
        head.weights().duplicate(),
        backboneGroup.slots(),
        headGroup.slots(),
        plan,
        head.state().values(),
        Map.copyOf(states),
        configuration);
  }

  @Override
  public void withAveragedWeights(Runnable task) {
    if (weightAverage.isEmpty()) {
      task.run();
      return;
    }
    weightAverage.get().swap(executor.parameters());
    executor.parametersChanged();
    try {
      task.run();
    } finally {
      weightAverage.get().swap(executor.parameters());
      executor.parametersChanged();
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
    return head;
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
    head.close();
  }
}
