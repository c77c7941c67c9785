package org.facemargin.experiments.models;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.training.checkpoints.CheckpointFile;

/**
 * One of our checkpoints as an embedder. Pictures are prepared as training prepares them: RGB, mean
 * and deviation a half, brought to the network's size where they have another ({@link #pictures}).
 */
public final class CheckpointModel implements FaceEmbedder {

  private final EngineNetwork network;

  private CheckpointModel(EngineNetwork network) {
    this.network = network;
  }

  /**
   * Opens a checkpoint on the fastest engine that works here; averaged weights where it has them.
   *
   * @throws org.facemargin.core.DataException if it is missing or corrupt
   */
  public static CheckpointModel open(Path checkpoint, int maxBatch) {
    ComputationGraph graph = CheckpointFile.readBackbone(checkpoint, true);
    ImageSpec image = ImageSpec.arcface(BackboneShape.of(graph).inputPx());
    return new CheckpointModel(
        EngineNetwork.open(graph, Backbones.fastestFirst(), image, maxBatch, false));
  }

  /** What runs the network, for records. */
  public String description() {
    return network.description();
  }

  /** The flip policy such networks are evaluated with unless the user says otherwise. */
  public FlipPolicy flip() {
    return FlipPolicy.SUM;
  }

  @Override
  public boolean takesAnySize() {
    return true;
  }

  @Override
  public ImageSpec imageSpec() {
    return network.imageSpec();
  }

  @Override
  public int dimension() {
    return network.dimension();
  }

  @Override
  public int maxBatch() {
    return network.maxBatch();
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    network.embed(inputs, count, embeddings, offset);
  }

  @Override
  public void close() {
    network.close();
  }
}
