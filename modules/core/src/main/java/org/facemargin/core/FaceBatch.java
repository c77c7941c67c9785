package org.facemargin.core;

/**
 * One training batch, decoded, augmented and normalised.
 *
 * @param step the global step it belongs to
 * @param inputs N images as {@link ImageSpec#write} lays them out, one after the other; owned by
 *     the batch, valid until the next batch is taken
 * @param labels N identities
 */
public record FaceBatch(long step, float[] inputs, int[] labels) {

  /** Number of images, N. */
  public int size() {
    return labels.length;
  }
}
