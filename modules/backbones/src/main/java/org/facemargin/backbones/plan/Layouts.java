package org.facemargin.backbones.plan;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;

/** Layouts of values and parameters. */
final class Layouts {

  /**
   * Channels of one block, as oneDNN wants them here: 16 with AVX-512, 8 with narrower registers of
   * x86, and 8 where its kernels take no blocks at all.
   */
  static final int BLOCK = OneDnn.takes(format_tag.nChw16c) ? 16 : 8;

  private static final format_tag BLOCKED = BLOCK == 16 ? format_tag.nChw16c : format_tag.nChw8c;
  private static final int FEWEST_TO_BLOCK = 8;

  private Layouts() {}

  /** A value of a batch: blocks of channels, or planes where there are few. */
  static memory.desc value(int count, TensorShape shape) {
    format_tag tag = block(shape.channels()) == 1 ? format_tag.nchw : BLOCKED;
    return OneDnn.layout(tag, count, shape.channels(), shape.height(), shape.width());
  }

  /** Channels that lie together in a value of so many: 1 where it is laid out in planes. */
  static int block(int channels) {
    return channels < FEWEST_TO_BLOCK ? 1 : BLOCK;
  }

  /** A batch of vectors. */
  static memory.desc vectors(int count, int length) {
    return OneDnn.layout(format_tag.nc, count, length);
  }

  /** Kernels as they lie in the parameter vector. */
  static memory.desc kernels(Convolution layer) {
    return OneDnn.layout(
        layer.grouped() ? format_tag.goihw : format_tag.oihw, kernelExtents(layer));
  }

  /** (out, in, k, k), or (groups, out / groups, in / groups, k, k). */
  static long[] kernelExtents(Convolution layer) {
    long k = layer.getKernelPx();
    long groups = layer.getGroups();
    return layer.grouped()
        ? new long[] {groups, layer.getNOut() / groups, layer.getNIn() / groups, k, k}
        : new long[] {layer.getNOut(), layer.getNIn(), k, k};
  }

  /** A matrix as it lies in the parameter vector. */
  static memory.desc matrix(Dense layer) {
    return OneDnn.layout(format_tag.ab, layer.getNOut(), layer.getNIn());
  }

  /** A value as rows of planes: what a matrix reads as vectors. */
  static memory.desc planes(int count, TensorShape shape) {
    return OneDnn.layout(format_tag.nchw, count, shape.channels(), shape.height(), shape.width());
  }
}
