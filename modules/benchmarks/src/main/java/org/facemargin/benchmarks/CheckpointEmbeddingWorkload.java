package org.facemargin.benchmarks;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;

/** Embedding one batch on an engine of our own, as {@code evaluate} embeds with a checkpoint. */
final class CheckpointEmbeddingWorkload implements Workload {

  private final ComputationGraph graph;
  private final String description;
  private final GraphEmbedder embedder;
  private final float[] pictures;
  private final float[] embeddings;
  private final int batch;

  CheckpointEmbeddingWorkload(WorkSpec spec) {
    this.batch = spec.number("batch");
    this.graph = TrainingWorkload.network(spec.word("backbone"));
    BackboneExecutor executor =
        NamedRegistry.of(BackboneEngine.class)
            .get(spec.word("engine"))
            .executor(graph, EngineOptions.SLOW_ALLOWED);
    NetworkFolder.readParameters(Path.of(spec.word("network")), executor.parameters());
    executor.parametersChanged();
    this.description = executor.description();
    this.embedder =
        new GraphEmbedder(
            executor, BackboneShape.of(graph), ImageSpec.arcface(TrainingWorkload.SIZE_PX), batch);
    this.pictures = PictureData.inputs(batch, TrainingWorkload.SIZE_PX);
    this.embeddings = new float[batch * TrainingWorkload.DIMENSION];
  }

  @Override
  public void step() {
    embedder.embed(pictures, batch, embeddings, 0);
  }

  /** Root of the sum of squares of all embeddings. */
  @Override
  public double check() {
    double sum = 0;
    for (float value : embeddings) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    embedder.close();
    graph.close();
  }
}
