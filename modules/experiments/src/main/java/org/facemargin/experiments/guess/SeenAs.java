package org.facemargin.experiments.guess;

import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;

/**
 * A network whose pictures are made in another way: all that a card says of colours and scaling
 * happens before it.
 *
 * @param network the network; not closed with this
 * @param imageSpec how its pictures are made
 */
record SeenAs(FaceEmbedder network, ImageSpec imageSpec) implements FaceEmbedder {

  @Override
  public int dimension() {
    return network.dimension();
  }

  @Override
  public int maxBatch() {
    return network.maxBatch();
  }

  @Override
  public int concurrency() {
    return network.concurrency();
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    network.embed(inputs, count, embeddings, offset);
  }

  @Override
  public void close() {}
}
