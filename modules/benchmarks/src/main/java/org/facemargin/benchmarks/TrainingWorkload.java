package org.facemargin.benchmarks;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.core.NamedRegistry;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.optimisers.ParameterGroup;

/** One training step of ours: backbone, fused head, SGD with momentum and weight decay. */
final class TrainingWorkload implements Workload {

  static final int SIZE_PX = 112;
  static final int DIMENSION = 512;
  static final BackboneSettings SETTINGS = new BackboneSettings(SIZE_PX, DIMENSION, 1);
  static final double RATE = 0.1;
  static final double MOMENTUM = 0.9;
  static final double WEIGHT_DECAY = 5e-4;

  private final int batch;
  private final BackboneExecutor executor;
  private final FusedMarginHead head;
  private final int[] labels;
  private final List<FloatPointer> memory;
  private final FloatBuffer inputs;
  private final FloatBuffer embeddings;
  private final FloatBuffer embeddingGradient;
  private final FloatBuffer weightGradient;
  private final FloatBuffer parameterGradient;
  private final Optimiser optimiser;
  private final ParameterGroup backboneGroup;
  private final ParameterGroup headGroup;
  private long steps;
  private double firstLoss = Double.NaN;

  TrainingWorkload(WorkSpec spec) {
    this.batch = spec.number("batch");
    int classes = spec.number("classes");
    ComputationGraph graph = network(spec.word("backbone"));
    this.executor = engine(spec, graph);
    this.head =
        new FusedMarginHead(
            FusedHeadWorkload.loss(spec.word("loss")),
            classes,
            DIMENSION,
            FusedHeadOptions.defaults().withThreads(spec.threads()));
    HeadData.fillCentres(head.weights());
    this.labels = HeadData.labels(batch, classes);
    float[] pictures = PictureData.inputs(batch, SIZE_PX);
    this.memory =
        Stream.of(
                pictures.length,
                batch * DIMENSION,
                batch * DIMENSION,
                classes * DIMENSION,
                Math.toIntExact(executor.parameterCount()))
            .map(length -> new FloatPointer((long) length))
            .toList();
    this.inputs = memory.get(0).asBuffer().put(0, pictures);
    this.embeddings = memory.get(1).asBuffer();
    this.embeddingGradient = memory.get(2).asBuffer();
    this.weightGradient = memory.get(3).asBuffer();
    this.parameterGradient = memory.get(4).asBuffer();
    this.optimiser =
        OptimiserFactory.create(
            "sgd",
            Map.of(
                "momentum", Double.toString(MOMENTUM),
                "weight_decay", Double.toString(WEIGHT_DECAY)));
    this.backboneGroup =
        ParameterGroup.backbone(
            ParameterLayout.of(graph),
            executor.parameters(),
            parameterGradient,
            DecayPolicy.ALL,
            optimiser);
    this.headGroup = ParameterGroup.head(head.weights(), weightGradient, optimiser);
  }

  /** The network both sides train: the seed is fixed. */
  static ComputationGraph network(String backbone) {
    return Backbones.create(backbone, SETTINGS, 1);
  }

  private static BackboneExecutor engine(WorkSpec spec, ComputationGraph graph) {
    return NamedRegistry.of(BackboneEngine.class)
        .get(spec.word("engine"))
        .executor(graph, EngineOptions.SLOW_ALLOWED);
  }

  @Override
  public void step() {
    executor.forwardTraining(inputs, batch, embeddings);
    double loss =
        head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient).loss();
    executor.backward(embeddingGradient, parameterGradient);
    steps++;
    Optimiser.Update update = optimiser.update(RATE, steps);
    backboneGroup.apply(update, 1);
    headGroup.apply(update, 1);
    executor.parametersChanged();
    if (steps == 1) {
      firstLoss = loss;
    }
  }

  @Override
  public double check() {
    return firstLoss;
  }

  @Override
  public String description() {
    return executor.description() + "; " + head.description();
  }

  @Override
  public void close() {
    executor.close();
    head.close();
    memory.forEach(FloatPointer::close);
  }
}
