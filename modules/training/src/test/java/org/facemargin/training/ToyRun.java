package org.facemargin.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.core.TrainingBatches;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.heads.HeadSize;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankStatistics;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.schedules.ScheduleFactory;
import org.facemargin.training.settings.LossPlan;

/**
 * A run small enough for tests: five identities, noisy pictures of 16 px, the smallest backbone.
 */
public final class ToyRun implements AutoCloseable {

  public static final int IDENTITIES = 5;
  public static final int SIZE_PX = 16;
  public static final int DIMENSION = 8;
  public static final int BATCH = 6;
  public static final long SEED = 17;

  /** Classes are sampled, so that an exact resume has to get the sample right too. */
  public static final double SAMPLE_RATE = 0.75;

  private final ComputationGraph graph;
  private final BackboneExecutor executor;
  private final Trainer trainer;

  /** With the reference engine, which starts fastest. */
  public ToyRun(TrainingSettings settings, LossPlan loss, List<TrainingListener> listeners) {
    this("nd4j", settings, loss, listeners);
  }

  public ToyRun(
      String engine, TrainingSettings settings, LossPlan loss, List<TrainingListener> listeners) {
    this(engine, settings, loss, listeners, Collective.ALONE, SAMPLE_RATE, false);
  }

  /**
   * One rank of a run: its rows of the joint batch of {@link #BATCH}.
   *
   * @param sampleRate share of the classes a step looks at
   * @param jointBatchNorm whether batch statistics are those of all ranks
   */
  public ToyRun(
      String engine,
      TrainingSettings settings,
      LossPlan loss,
      List<TrainingListener> listeners,
      Collective ranks,
      double sampleRate,
      boolean jointBatchNorm) {
    this(
        engine,
        EngineOptions.SLOW_ALLOWED,
        margin -> fused(margin, ranks, sampleRate),
        settings,
        loss,
        listeners,
        ranks,
        jointBatchNorm);
  }

  /** With any engine and heads, whose centres are set here. */
  public ToyRun(
      String engine,
      EngineOptions options,
      HeadFactory heads,
      TrainingSettings settings,
      LossPlan loss,
      List<TrainingListener> listeners) {
    this(engine, options, heads, settings, loss, listeners, Collective.ALONE, false);
  }

  /** One rank with any engine and heads. */
  public ToyRun(
      String engine,
      EngineOptions options,
      HeadFactory heads,
      TrainingSettings settings,
      LossPlan loss,
      List<TrainingListener> listeners,
      Collective ranks,
      boolean jointBatchNorm) {
    synchronized (ToyRun.class) {
      this.graph =
          Backbones.create("iresnet-tiny", new BackboneSettings(SIZE_PX, DIMENSION, 0.5), SEED);
    }
    this.executor = NamedRegistry.of(BackboneEngine.class).get(engine).executor(graph, options);
    if (jointBatchNorm) {
      executor.synchroniseBatchNorm(new RankStatistics(ranks));
    }
    HeadFactory begun = chosen -> begun(heads.create(chosen));
    this.trainer =
        new Trainer(
            new TrainingParts(graph, executor, begun, loss, new Batches(BATCH, ranks), ranks),
            settings,
            listeners,
            "toy");
  }

  /** SGD with momentum, cosine schedule with warm-up, clipping, an average. */
  public static TrainingSettings settings(long steps) {
    return settings(steps, 1);
  }

  public static TrainingSettings settings(long steps, int accumulation) {
    return new TrainingSettings(
        steps,
        accumulation,
        OptimiserFactory.create("sgd", Map.of()),
        DecayPolicy.ALL,
        new LearningRate(0.05, ScheduleFactory.create("cosine", Map.of()), 2, 0.1),
        5,
        0.9);
  }

  public static LossPlan loss() {
    return LossPlan.fixed("arcface", Map.of("m", "0.2", "scale", "16"));
  }

  private static MarginHead fused(MarginLoss loss, Collective ranks, double sampleRate) {
    return new FusedMarginHead(
        loss,
        new HeadSize(IDENTITIES, DIMENSION),
        new FusedHeadOptions(2, sampleRate, SEED),
        ranks);
  }

  private static MarginHead begun(MarginHead head) {
    SplittableRandom random = RandomStream.of(SEED, "head").generator();
    int first = head.range().first() * DIMENSION;
    for (int i = 0; i < IDENTITIES * DIMENSION; i++) {
      float value = (float) (0.01 * random.nextGaussian());
      if (i >= first && i < first + head.weights().capacity()) {
        head.weights().put(i - first, value);
      }
    }
    head.weightsChanged();
    return head;
  }

  public Trainer trainer() {
    return trainer;
  }

  public float[] parameters() {
    float[] values = new float[executor.parameters().remaining()];
    executor.parameters().get(values);
    return values;
  }

  public float[] centres() {
    float[] values = new float[trainer.head().weights().remaining()];
    trainer.head().weights().duplicate().get(values);
    return values;
  }

  @Override
  public void close() {
    trainer.close();
    executor.close();
  }

  /** Batch k is a function of k alone. */
  public static final class Batches implements TrainingBatches {

    private final int size;
    private final Collective ranks;
    private long next;

    public Batches(int size) {
      this(size, Collective.ALONE);
    }

    /** A rank's rows of batches of {@code size}. */
    public Batches(int size, Collective ranks) {
      this.size = size;
      this.ranks = ranks;
    }

    @Override
    public void seek(long step) {
      next = step;
    }

    @Override
    public FaceBatch take() {
      SplittableRandom random = RandomStream.of(SEED, "pictures").at(next).generator();
      int length = 3 * SIZE_PX * SIZE_PX;
      float[] inputs = new float[size * length];
      int[] labels = new int[size];
      for (int i = 0; i < size; i++) {
        labels[i] = random.nextInt(IDENTITIES);
        SplittableRandom identity = RandomStream.of(SEED, "faces").at(labels[i]).generator();
        for (int k = 0; k < length; k++) {
          inputs[i * length + k] = (float) (identity.nextGaussian() + 0.5 * random.nextGaussian());
        }
      }
      int rows = size / ranks.size();
      int from = rows * ranks.rank();
      return new FaceBatch(
          next++,
          Arrays.copyOfRange(inputs, from * length, (from + rows) * length),
          Arrays.copyOfRange(labels, from, from + rows));
    }

    @Override
    public long stepsPerEpoch() {
      return 10;
    }

    @Override
    public int identities() {
      return IDENTITIES;
    }

    @Override
    public double waitedSeconds() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
