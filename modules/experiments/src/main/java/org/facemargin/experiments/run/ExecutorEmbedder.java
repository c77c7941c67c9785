package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.training.optimisers.DirectFloats;

/** The network being trained, as an embedder. Does not close the executor. */
final class ExecutorEmbedder implements FaceEmbedder {

  private final BackboneExecutor executor;
  private final ImageSpec spec;
  private final int maxBatch;
  private final FloatBuffer inputs;
  private final FloatBuffer outputs;

  ExecutorEmbedder(BackboneExecutor executor, ImageSpec spec, int maxBatch) {
    this.executor = executor;
    this.spec = spec;
    this.maxBatch = maxBatch;
    this.inputs = DirectFloats.allocate((long) maxBatch * spec.valuesPerImage());
    this.outputs = DirectFloats.allocate((long) maxBatch * executor.dimension());
  }

  @Override
  public ImageSpec imageSpec() {
    return spec;
  }

  @Override
  public int dimension() {
    return executor.dimension();
  }

  @Override
  public int maxBatch() {
    return maxBatch;
  }

  @Override
  public void embed(float[] values, int count, float[] embeddings, int offset) {
    inputs.put(0, values, 0, count * spec.valuesPerImage());
    executor.forwardInference(
        inputs.slice(0, count * spec.valuesPerImage()),
        count,
        outputs.slice(0, count * dimension()));
    outputs.get(0, embeddings, offset, count * dimension());
  }

  @Override
  public void close() {}
}
