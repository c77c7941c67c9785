package org.facemargin.backbones.plan;

import java.nio.ByteBuffer;

/**
 * The transforms of Winograd's minimal filtering F(4x4, 3x3) at the points 0, ±1, ±2 and infinity:
 * a 3x3 convolution of a 6x6 patch d to a 4x4 tile y is
 *
 * <pre>y = Aᵀ [ (G w Gᵀ) ⊙ (Bᵀ d B) ] A,</pre>
 *
 * 36 multiplications where the direct form has 144. Over many tiles and channels the product ⊙ is
 * 36 matrix products, one for each place of the 6x6 planes. The gradient of w is {@code Gᵀ [ Σ (Bᵀ
 * d B) ⊙ (A g Aᵀ) ] G} for the tile g of the output's gradient; the gradient of the input is a
 * convolution with the kernels turned round.
 *
 * <p>Values lie in blocks of {@link Layouts#BLOCK} channels. A plane holds one row of channels for
 * each tile. Offsets into buffers are bytes. An instance keeps a patch of its own: one for each
 * thread.
 *
 * <p>Source: A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
 * arXiv:1509.09308, section 4.3.
 */
interface TileTransforms {

  /** Planes of a transformed tile. */
  int PLANES = 36;

  /** Channels computed at a time: a block, or a part of it that fills one register. */
  int lanes();

  /**
   * Bᵀ d B of patches, pixels outside the image 0.
   *
   * @param value blocked value of {@code channels} channels
   * @param tiles where the patches lie
   * @param from first tile
   * @param to end of the tiles
   * @param planes receives the tiles from its start
   * @param stride bytes from plane to plane
   */
  void patches(
      ByteBuffer value, int channels, Tiles tiles, int from, int to, ByteBuffer planes, int stride);

  /** A g Aᵀ of tiles, pixels outside the image 0; arguments as for {@link #patches}. */
  void gradients(
      ByteBuffer value, int channels, Tiles tiles, int from, int to, ByteBuffer planes, int stride);

  /** Aᵀ m A of planes, written to a value's tiles as far as they lie inside the image. */
  void outputs(
      ByteBuffer planes, int stride, int channels, Tiles tiles, int from, int to, ByteBuffer value);

  /**
   * Aᵀ m A of planes, finished: y = tile + bias, then PReLU or the sum with what the value holds.
   *
   * @param bias one value a channel
   * @param slopes PReLU's, one a channel; empty for none
   * @param adds whether to add to what the value holds
   */
  void finishedOutputs(
      ByteBuffer planes,
      int stride,
      int channels,
      Tiles tiles,
      int from,
      int to,
      ByteBuffer value,
      ByteBuffer bias,
      ByteBuffer slopes,
      boolean adds);

  /**
   * G w Gᵀ of kernels.
   *
   * @param taps nine arrays of {@code kernels} values, one for each place of the 3x3 kernel
   * @param turned whether the kernels are to be turned by half a circle
   * @param from first kernel, a multiple of {@link #lanes}
   * @param to end of the kernels
   */
  void kernels(
      ByteBuffer taps,
      int kernels,
      boolean turned,
      int from,
      int to,
      ByteBuffer planes,
      int stride);

  /**
   * Gᵀ (Σ u) G, the sum over parts: {@code planes} holds {@code parts} sets of 36 planes one after
   * the other.
   */
  void kernelGradients(
      ByteBuffer planes, int stride, int parts, ByteBuffer taps, int kernels, int from, int to);
}
