package org.facemargin.experiments.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.experiments.run.EngineConfig;
import org.facemargin.experiments.source.ResizedFaces;
import org.facemargin.training.checkpoints.CheckpointFile;

/**
 * One of our checkpoints as an embedder. Pictures are prepared as training prepares them: RGB, mean
 * and deviation a half, brought to the network's size where they have another ({@link #pictures}).
 */
public final class CheckpointModel implements FaceEmbedder {

  private final ComputationGraph graph;
  private final BackboneExecutor executor;
  private final GraphEmbedder embedder;

  private CheckpointModel(ComputationGraph graph, BackboneExecutor executor, int maxBatch) {
    BackboneShape shape = BackboneShape.of(graph);
    this.graph = graph;
    this.executor = executor;
    this.embedder =
        new GraphEmbedder(executor, shape, ImageSpec.arcface(shape.inputPx()), maxBatch);
  }

  /**
   * Opens a checkpoint on the fastest engine that works here; averaged weights where it has them.
   *
   * @throws org.facemargin.core.DataException if it is missing or corrupt
   */
  public static CheckpointModel open(Path checkpoint, int maxBatch) {
    ComputationGraph graph = CheckpointFile.readBackbone(checkpoint, true);
    try {
      return new CheckpointModel(graph, fastest(graph), maxBatch);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static BackboneExecutor fastest(ComputationGraph graph) {
    List<String> reasons = new ArrayList<>();
    for (String name : EngineConfig.fastestFirst()) {
      try {
        return Backbones.engines().get(name).executor(graph, EngineOptions.SLOW_ALLOWED);
      } catch (ConfigurationException e) {
        reasons.add(name + ": " + e.getMessage());
      }
    }
    throw new ConfigurationException("No engine can run here. " + String.join(" ", reasons));
  }

  /** What runs the network, for records. */
  public String description() {
    return executor.description();
  }

  /** The flip policy such networks are evaluated with unless the user says otherwise. */
  public FlipPolicy flip() {
    return FlipPolicy.SUM;
  }

  /** Aligned faces at this network's size. */
  public FaceImageSource pictures(FaceImageSource faces) {
    return new ResizedFaces(faces, imageSpec().widthPx());
  }

  @Override
  public ImageSpec imageSpec() {
    return embedder.imageSpec();
  }

  @Override
  public int dimension() {
    return embedder.dimension();
  }

  @Override
  public int maxBatch() {
    return embedder.maxBatch();
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    embedder.embed(inputs, count, embeddings, offset);
  }

  @Override
  public void close() {
    embedder.close();
    graph.close();
  }
}
