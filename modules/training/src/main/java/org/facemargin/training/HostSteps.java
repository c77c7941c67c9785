package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.core.FaceBatch;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.optimisers.ParameterGroup;
import org.facemargin.training.ranks.Collective;

/**
 * Steps of any executor and any head, joined in this process's memory.
 *
 * <p>With several ranks the head divides by the rows of all of them, so the backbones' gradients
 * are added up, in buckets while the backward pass goes on (with accumulation, once after the
 * last). All ranks then make the same step, so that the copies stay equal bit for bit; where batch
 * statistics are each rank's own, the running statistics are rank 0's, handed round at each step.
 */
final class HostSteps implements StepMaker {

  private final BackboneExecutor executor;
  private final HeadFactory heads;
  private final Collective ranks;
  private final TrainingSettings settings;
  private final FloatBuffer backboneGradient;
  private final GradientSum gradientSum;
  private final GradientAverage backboneAverage;
  private final GradientAverage headAverage;
  private final ParameterGroup backboneGroup;
  private final RunningStatistics statistics;
  private final Optional<WeightAverage> weightAverage;
  private final FloatBuffer headGradient;

  private MarginHead head;
  private ParameterGroup headGroup;
  private FloatBuffer inputs = DirectFloats.allocate(0);
  private FloatBuffer embeddings = DirectFloats.allocate(0);
  private FloatBuffer embeddingGradient = DirectFloats.allocate(0);

  HostSteps(TrainingParts parts, TrainingSettings settings) {
    this.executor = parts.executor();
    this.heads = parts.heads();
    this.ranks = parts.ranks();
    this.settings = settings;
    this.backboneGradient = DirectFloats.allocate(executor.parameterCount());
    this.gradientSum = new GradientSum(ranks, backboneGradient, GradientSum.BUCKET);
    ranks.broadcast(executor.parameters(), 0);
    executor.parametersChanged();
    ParameterLayout layout = ParameterLayout.of(parts.graph());
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
    this.head = heads.create(parts.loss().at(0));
    this.headGradient = DirectFloats.allocate(head.weights().remaining());
    this.headGroup = ParameterGroup.head(head.weights(), headGradient, settings.optimiser());
    this.backboneAverage = new GradientAverage(backboneGradient, 1, settings.accumulation());
    this.headAverage = new GradientAverage(headGradient, head.dimension(), settings.accumulation());
  }

  @Override
  public StepFindings make(Supplier<FaceBatch> batches, double rate, long count) {
    statistics.keep(executor.parameters());
    double loss = 0;
    double cosine = 0;
    int images = 0;
    HeadResult result = null;
    FaceBatch batch = null;
    Optional<int[]> rows = Optional.empty();
    for (int i = 0; i < settings.accumulation(); i++) {
      batch = batches.get();
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
    ParameterGroup centres =
        rows.map(sampled -> headGroup.rows(sampled, head.dimension())).orElse(headGroup);
    StepFindings findings =
        new StepFindings(
            images,
            loss,
            cosine,
            backboneGroup.gradientNorm(),
            overRanks(centres.gradientNorm()),
            peak(result, batch.size()),
            result.targetCosines(),
            result.norms(),
            batch.labels());
    if (findings.finite()) {
      update(centres, rate, count, settings.clipFactor(findings.backboneGradientNorm()));
    } else {
      statistics.takeBack(executor.parameters());
      executor.parametersChanged();
    }
    return findings;
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

  /** The largest gradient of an image's own loss, over the last batch of all ranks. */
  private double peak(HeadResult result, int rows) {
    double[] peak = {
      GradientPeaks.embeddingGradient(
          embeddingGradient, executor.dimension(), result.norms(), ranks.rank() * rows)
    };
    ranks.max(peak);
    return peak[0];
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

  private void update(ParameterGroup centres, double rate, long count, double clip) {
    var rule = settings.optimiser().update(rate, count);
    backboneGroup.apply(rule, clip);
    centres.apply(rule, 1);
    statistics.share(executor.parameters(), ranks);
    executor.parametersChanged();
    head.weightsChanged();
    weightAverage.ifPresent(average -> average.follow(executor.parameters()));
  }

  @Override
  public MarginHead head() {
    return head;
  }

  @Override
  public void useLoss(MarginLoss loss, long nextPass) {
    MarginHead next = heads.create(loss);
    next.weights().duplicate().put(head.weights().duplicate());
    next.weightsChanged();
    next.restore(next.state().withValues(head.state().values()));
    headGroup = headGroup.over(next.weights());
    next.startAt(nextPass);
    head.close();
    head = next;
  }

  @Override
  public void startAt(long nextPass) {
    head.startAt(nextPass);
  }

  @Override
  public Optional<FloatBuffer> averaged() {
    return weightAverage.map(WeightAverage::values);
  }

  @Override
  public List<FloatBuffer> backboneSlots() {
    return backboneGroup.slots();
  }

  @Override
  public List<FloatBuffer> headSlots() {
    return headGroup.slots();
  }

  @Override
  public void headChanged() {
    head.weightsChanged();
  }

  @Override
  public void restore(TrainingState state) {
    StateTransfer.restore(state, executor, this);
    head.weightsChanged();
  }

  @Override
  public void swapAverage() {
    weightAverage.ifPresent(
        average -> {
          average.swap(executor.parameters());
          executor.parametersChanged();
        });
  }

  @Override
  public void close() {
    head.close();
  }
}
