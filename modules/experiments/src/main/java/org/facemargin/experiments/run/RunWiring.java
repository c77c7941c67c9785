package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.faces.augment.Augmentations;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.faces.batch.ShareOfBatches;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.faces.source.InMemoryFaces;
import org.facemargin.faces.source.ResizedLabelledFaces;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadSize;
import org.facemargin.training.heads.HeadSurroundings;
import org.facemargin.training.heads.HeadTerms;
import org.facemargin.training.heads.LabelSmoothedHead;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankStatistics;

/** The parts of a run, made from its configuration: the one place that knows how they fit. */
final class RunWiring {

  /** DL4J draws initial weights from one generator of the whole process. */
  private static final Object GRAPH_CREATION = new Object();

  private static final int VERIFICATION_BATCH = 64;

  private final RunConfig config;
  private final Collective ranks;
  private final HeadSurroundings surroundings;

  /**
   * @param ranks who trains together; heads find them among their surroundings
   */
  RunWiring(RunConfig config, Collective ranks) {
    this.config = config;
    this.ranks = ranks;
    this.surroundings = HeadSurroundings.NONE.with(Collective.class, ranks);
    config.checkRanks(ranks.size());
  }

  /** Pictures of a step that are this rank's. */
  int rowsPerRank() {
    return config.trainer().batchSize() / ranks.size();
  }

  /** The training set with the labels training sees, at the network's size. */
  TrainingFaces openFaces() {
    LabelledFaces clean = config.data().train().open();
    LabelNoiseConfig asked = config.data().labelNoise();
    Optional<NoisyFaces> noise =
        asked.isClean()
            ? Optional.empty()
            : Optional.of(new NoisyFaces(clean, asked.kind(), asked.share(), config.seed()));
    LabelledFaces labelled = noise.map(LabelledFaces.class::cast).orElse(clean);
    LabelledFaces sized = new ResizedLabelledFaces(labelled, imageSpec().widthPx());
    return new TrainingFaces(config.data().inMemory() ? new InMemoryFaces(sized) : sized, noise);
  }

  /**
   * What is trained on.
   *
   * @param faces pictures with the labels training sees
   * @param noise which of these labels are wrong, where some were made so
   */
  record TrainingFaces(LabelledFaces faces, Optional<NoisyFaces> noise) {}

  ImageSpec imageSpec() {
    return ImageSpec.arcface(config.model().settings().inputPx());
  }

  BatchLoader batches(LabelledFaces faces) {
    return new BatchLoader(
        faces,
        new ShareOfBatches(
            config.data().sampler().create(faces, config.trainer().batchSize(), config.seed()),
            ranks.rank(),
            ranks.size()),
        imageSpec(),
        Augmentations.named(config.data().augment()),
        config.seed(),
        new BatchLoader.Options(config.data().loaderThreads(), config.data().prefetchBatches()));
  }

  /** With fresh weights, or with a file's. */
  ComputationGraph graph(Progress progress) {
    if (config.model().from().isPresent()) {
      return new StartingWeights(config.model()).graph(progress);
    }
    synchronized (GRAPH_CREATION) {
      return Backbones.create(config.model().backbone(), config.model().settings(), config.seed());
    }
  }

  /** What runs the network, with what is frozen held as it is. */
  BackboneExecutor executor(ComputationGraph graph, Progress progress) {
    BackboneExecutor executor = engine(graph, progress);
    if (ranks.size() > 1 && config.ranks().batchNorm() == RanksConfig.BatchNorm.SYNCHRONISED) {
      executor.synchroniseBatchNorm(new RankStatistics(ranks));
    }
    if (config.trainer().freeze().isEmpty()) {
      return executor;
    }
    try {
      return FrozenExecutor.holding(executor, ParameterLayout.of(graph), config.trainer().freeze());
    } catch (ConfigurationException e) {
      executor.close();
      throw e;
    }
  }

  /** The engine asked for; for "auto" the first of the fast ones that works here. */
  private BackboneExecutor engine(ComputationGraph graph, Progress progress) {
    EngineConfig engine = config.engine();
    if (!engine.name().equals(EngineConfig.AUTO)) {
      return NamedRegistry.of(BackboneEngine.class)
          .get(engine.name())
          .executor(graph, engine.options());
    }
    List<String> reasons = new ArrayList<>();
    for (String name : Backbones.fastestFirst()) {
      if (ranks.size() > 1 && name.equals(EngineConfig.LIBTORCH)) {
        continue; // its steps are for one rank
      }
      try {
        BackboneExecutor executor =
            NamedRegistry.of(BackboneEngine.class).get(name).executor(graph, engine.options());
        reasons.forEach(progress::note);
        gpuUnused(name).ifPresent(progress::note);
        return executor;
      } catch (ConfigurationException e) {
        reasons.add("Engine " + name + " is not available: " + e.getMessage());
      }
    }
    throw new ConfigurationException("No engine can run here. " + String.join(" ", reasons));
  }

  /** The network under training, for verification. */
  FaceEmbedder embedder(ComputationGraph graph, BackboneExecutor executor) {
    FaceEmbedder own =
        new GraphEmbedder(executor, BackboneShape.of(graph), imageSpec(), VERIFICATION_BATCH);
    return ranks.size() > 1 ? new SharedEmbedder(own, ranks) : own;
  }

  /** Said where a GPU is there and another engine than libtorch was chosen for the run. */
  private static Optional<String> gpuUnused(String chosen) {
    if (chosen.equals(EngineConfig.LIBTORCH) || !Files.exists(EngineConfig.NVIDIA_DRIVER)) {
      return Optional.empty();
    }
    NamedRegistry<BackboneEngine> engines = NamedRegistry.of(BackboneEngine.class);
    String why =
        engines.contains(EngineConfig.LIBTORCH)
            ? engines.get(EngineConfig.LIBTORCH).abilities()
            : "engine.name libtorch builds what it needs.";
    return Optional.of(
        "This machine has an NVIDIA GPU that engine " + chosen + " does not use: " + why);
  }

  /**
   * Heads for what {@code executor} runs. The kind that leaves open where it computes goes where
   * the executor is; kinds that add smoothed labels and regularisers themselves are not decorated.
   *
   * @param centres where the class centres begin; at random where there are none
   */
  HeadFactory heads(int classes, BackboneExecutor executor, Optional<float[]> centres) {
    int dimension = config.model().settings().dimension();
    HeadKind kind = config.head().kindBeside(executor);
    return loss -> {
      MarginHead plain =
          config.head().create(kind, loss, classes, dimension, config.seed(), around());
      MarginHead head = kind.addsTerms() ? plain : regularised(smoothed(plain, loss));
      centres.ifPresentOrElse(
          given -> {
            FloatBuffer weights = head.weights().duplicate();
            weights.put(given, head.range().first() * head.dimension(), weights.remaining());
            head.weightsChanged();
          },
          () -> ClassCentres.initialise(head, config.seed()));
      return head;
    };
  }

  private HeadSurroundings around() {
    return surroundings
        .with(Placement.class, config.engine().options().placement())
        .with(HeadTerms.class, config.head().terms());
  }

  private MarginHead smoothed(MarginHead head, MarginLoss loss) {
    double share = config.head().labelSmoothing();
    return share > 0 ? new LabelSmoothedHead(head, loss, share) : head;
  }

  private MarginHead regularised(MarginHead head) {
    String name = config.head().regulariser().map(PlugInConfig::name).orElse("");
    return config
        .head()
        .createRegulariser()
        .<MarginHead>map(term -> new RegularisedHead(head, term, name, ranks))
        .orElse(head);
  }

  /**
   * Says what a rank needs for the head, before it is made.
   *
   * @throws ConfigurationException if that is more than there is; the message says how many ranks
   *     would do
   */
  String headMemory(int classes) {
    HeadSize size = new HeadSize(classes, config.model().settings().dimension());
    long limit = Pointer.maxPhysicalBytes();
    return size.need(
        ranks.size(),
        config.optimizer().create().slots(),
        config.trainer().batchSize(),
        limit > 0 ? limit : Long.MAX_VALUE);
  }

  TrainingSettings settings() {
    return new TrainingSettings(
        config.trainer().maxSteps(),
        config.trainer().accumulateSteps(),
        config.optimizer().create(),
        config.optimizer().decayOn(),
        config.schedule().create(),
        config.trainer().clipNorm(),
        config.trainer().averageDecay());
  }
}
