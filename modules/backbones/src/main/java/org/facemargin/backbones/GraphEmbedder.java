package org.facemargin.backbones;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;

/**
 * A backbone as an embedder, run by any {@link BackboneExecutor} with running statistics. Raw
 * embeddings, (N, d). Owns the executor; belongs to one thread.
 */
public final class GraphEmbedder implements FaceEmbedder {

  private final BackboneExecutor executor;
  private final ImageSpec image;
  private final int maxBatch;
  private final FloatBuffer pictures;
  private final FloatBuffer embedded;

  /**
   * @param executor runs the backbone; closed with this
   * @param shape the backbone's shape
   * @param image what its pictures looked like in training
   * @param maxBatch largest batch, at least 1
   * @throws ConfigurationException if the pictures do not have the backbone's size
   */
  public GraphEmbedder(
      BackboneExecutor executor, BackboneShape shape, ImageSpec image, int maxBatch) {
    if (image.widthPx() != shape.inputPx() || image.heightPx() != shape.inputPx()) {
      throw ConfigurationException.of(
          "The backbone reads %sx%s pixels, the image specification says %sx%s.",
          shape.inputPx(), shape.inputPx(), image.widthPx(), image.heightPx());
    }
    this.executor = executor;
    this.image = image;
    this.maxBatch = Math.max(1, maxBatch);
    this.pictures = direct(this.maxBatch * image.valuesPerImage());
    this.embedded = direct(this.maxBatch * executor.dimension());
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public boolean takesAnySize() {
    return true;
  }

  @Override
  public ImageSpec imageSpec() {
    return image;
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
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    if (count < 1 || count > maxBatch) {
      throw new IllegalArgumentException(
          "A batch has 1 to " + maxBatch + " pictures, got " + count + ".");
    }
    pictures.put(0, inputs, 0, count * image.valuesPerImage());
    executor.forwardInference(pictures, count, embedded);
    embedded.get(0, embeddings, offset, count * dimension());
  }

  @Override
  public void close() {
    executor.close();
  }
}
