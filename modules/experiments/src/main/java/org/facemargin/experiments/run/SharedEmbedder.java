package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.Collective;

/**
 * An embedder whose batches the ranks share out: all of them hand in the same pictures, each embeds
 * its stretch, and all get all embeddings. Stretches are as long as one process's batches, so that
 * the embeddings are the same bits.
 */
final class SharedEmbedder implements FaceEmbedder {

  private final FaceEmbedder embedder;
  private final Collective ranks;
  private final int stretch;
  private final FloatBuffer mine;
  private final FloatBuffer all;

  /**
   * @param embedder this rank's; closed with this
   */
  SharedEmbedder(FaceEmbedder embedder, Collective ranks) {
    this.embedder = embedder;
    this.ranks = ranks;
    this.stretch = embedder.maxBatch();
    this.mine = DirectFloats.allocate((long) stretch * embedder.dimension());
    this.all = DirectFloats.allocate((long) mine.capacity() * ranks.size());
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
    return stretch * ranks.size();
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    int from = stretch * ranks.rank();
    int own = Math.max(0, Math.min(stretch, count - from));
    if (own > 0) {
      int values = imageSpec().valuesPerImage();
      float[] pictures = new float[own * values];
      System.arraycopy(inputs, from * values, pictures, 0, pictures.length);
      float[] embedded = new float[own * dimension()];
      embedder.embed(pictures, own, embedded, 0);
      mine.put(0, embedded);
    }
    ranks.gather(mine, all);
    all.get(0, embeddings, offset, count * dimension());
  }

  @Override
  public void close() {
    embedder.close();
  }
}
