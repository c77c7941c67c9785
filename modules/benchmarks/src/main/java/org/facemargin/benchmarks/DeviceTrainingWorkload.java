package org.facemargin.benchmarks;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Placement;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RepeatedBatch;
import org.facemargin.core.Settings;
import org.facemargin.libtorch.LibtorchEngine;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.StepEngine;
import org.facemargin.training.StepMaker;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.HeadSurroundings;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.settings.LossPlan;

/** Whole training steps on a device: backbone, head and optimiser of the engine libtorch. */
final class DeviceTrainingWorkload implements Workload {

  private static final long STEPS = 1L << 40;

  private final BackboneExecutor executor;
  private final StepMaker steps;
  private final FaceBatch batch;
  private final double rate;
  private long made;
  private double firstLoss = Double.NaN;

  DeviceTrainingWorkload(WorkSpec spec) {
    Libtorch.useThreads(spec.threads());
    int size = spec.number("batch");
    int classes = spec.number("classes");
    this.rate = spec.has("rate") ? spec.real("rate") : TrainingWorkload.RATE;
    DrawnNetwork network = DrawnNetwork.of(spec.word("backbone"), TrainingWorkload.SETTINGS);
    Placement placement = spec.placement();
    this.executor =
        LibtorchEngine.over(
            network.configuration(),
            network.parameters(),
            EngineOptions.FAST.withPlacement(placement));
    this.batch =
        new FaceBatch(
            0, PictureData.inputs(size, TrainingWorkload.SIZE_PX), HeadData.labels(size, classes));
    this.steps =
        StepEngine.of(
            new TrainingParts(
                new ComputationGraph(network.configuration()),
                executor,
                loss -> head(loss, classes, placement),
                LossPlan.fixed(spec.word("loss"), Map.of()),
                new RepeatedBatch(batch, batch.size()),
                Collective.ALONE),
            new TrainingSettings(
                STEPS,
                1,
                OptimiserFactory.create(
                    "sgd",
                    Map.of(
                        "momentum", Double.toString(TrainingWorkload.MOMENTUM),
                        "weight_decay", Double.toString(TrainingWorkload.WEIGHT_DECAY))),
                DecayPolicy.ALL,
                LearningRate.constant(rate),
                Double.POSITIVE_INFINITY,
                0));
  }

  /** Our kernels on a GPU, libtorch's operations on the processor. */
  private static MarginHead head(MarginLoss loss, int classes, Placement placement) {
    String name = placement.gpu().isPresent() ? "cuda" : Workloads.LIBTORCH;
    HeadKind kind = NamedRegistry.of(HeadKind.class).get(name);
    MarginHead head =
        kind.create(
            new HeadRequest(
                loss,
                classes,
                TrainingWorkload.DIMENSION,
                1,
                Settings.of(kind, Map.of()),
                HeadSurroundings.NONE.with(Placement.class, placement)));
    HeadData.fillCentres(head.weights());
    head.weightsChanged();
    return head;
  }

  @Override
  public void step() {
    loss();
  }

  /** The loss of the next step. */
  double loss() {
    double loss = steps.make(() -> batch, rate, ++made).loss();
    if (made == 1) {
      firstLoss = loss;
    }
    return loss;
  }

  @Override
  public double check() {
    return firstLoss;
  }

  @Override
  public String description() {
    return executor.description() + "; " + steps.head().description();
  }

  @Override
  public void close() {
    steps.close();
    executor.close();
  }
}
