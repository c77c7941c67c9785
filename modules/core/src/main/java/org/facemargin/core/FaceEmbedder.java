package org.facemargin.core;

/**
 * A network that maps aligned faces to embeddings. Results must not depend on how faces are put
 * into batches.
 *
 * <p>Not safe for use by several threads at once unless an implementation says so.
 */
public interface FaceEmbedder extends AutoCloseable {

  /** What the network expects of its input. */
  ImageSpec imageSpec();

  /** Components of one embedding, d. */
  int dimension();

  /**
   * The largest batch the network takes in one call; 1 for networks exported with a fixed batch of
   * one.
   */
  int maxBatch();

  /**
   * Whether aligned faces of any size may be given, brought to this network's size beforehand. Our
   * own networks take them so; of a foreign network its card names the only size.
   */
  default boolean takesAnySize() {
    return false;
  }

  /** How many threads may call {@link #embed} at once; 1 unless an implementation says more. */
  default int concurrency() {
    return 1;
  }

  /**
   * Embeds a batch.
   *
   * @param inputs {@code count} images as {@link ImageSpec#write} lays them out, one after the
   *     other; not modified
   * @param count number of images, at most {@link #maxBatch()}
   * @param embeddings receives {@code count · d} raw (not normalised) floats from {@code offset} on
   */
  void embed(float[] inputs, int count, float[] embeddings, int offset);

  @Override
  void close();
}
