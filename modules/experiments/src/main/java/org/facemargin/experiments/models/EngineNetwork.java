package org.facemargin.experiments.models;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;

/** A graph of our layers as an embedder, on an engine of ours. Owns the graph. */
public final class EngineNetwork implements FaceEmbedder {

  private final ComputationGraph graph;
  private final GraphEmbedder embedder;
  private final String description;
  private final boolean unitOutput;

  private EngineNetwork(
      ComputationGraph graph,
      BackboneExecutor executor,
      ImageSpec image,
      int maxBatch,
      boolean unitOutput) {
    this.graph = graph;
    this.embedder = new GraphEmbedder(executor, BackboneShape.of(graph), image, maxBatch);
    // before the first pass: afterwards it says what was measured in this one process
    this.description = executor.description();
    this.unitOutput = unitOutput;
  }

  /**
   * Opens a graph on the first of some engines that works here.
   *
   * @param graph closed with this, or at once where no engine works
   * @param engines registry names
   * @param image what its pictures look like
   * @param unitOutput whether embeddings are to be divided by their norm
   * @throws ConfigurationException if none of the engines works here; says why
   */
  public static EngineNetwork open(
      ComputationGraph graph,
      List<String> engines,
      ImageSpec image,
      int maxBatch,
      boolean unitOutput) {
    try {
      return new EngineNetwork(graph, first(engines, graph), image, maxBatch, unitOutput);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static BackboneExecutor first(List<String> engines, ComputationGraph graph) {
    List<String> reasons = new ArrayList<>();
    for (String name : engines) {
      try {
        return NamedRegistry.of(BackboneEngine.class)
            .get(name)
            .executor(graph, EngineOptions.SLOW_ALLOWED);
      } catch (ConfigurationException e) {
        reasons.add(name + ": " + e.getMessage());
      }
    }
    throw new ConfigurationException("No engine can run here. " + String.join(" ", reasons));
  }

  /** What runs the network, the same in each process: for records. */
  public String description() {
    return description;
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
    if (unitOutput) {
      for (int i = 0; i < count; i++) {
        divideByNorm(embeddings, offset + i * dimension(), dimension());
      }
    }
  }

  private static void divideByNorm(float[] values, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += (double) values[i] * values[i];
    }
    double norm = Math.max(Math.sqrt(sum), Float.MIN_NORMAL);
    for (int i = from; i < from + length; i++) {
      values[i] = (float) (values[i] / norm);
    }
  }

  @Override
  public void close() {
    embedder.close();
    graph.close();
  }
}
