package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.algorithm.convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.algorithm.eltwise_clip_v2;

import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.prelu_forward;
import org.bytedeco.dnnl.primitive_attr;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;

/** Descriptors of forward primitives, shared by both emitters. */
final class LayerPrimitives {

  static final int AFFINE =
      normalization_flags.use_scale.value | normalization_flags.use_shift.value;

  private LayerPrimitives() {}

  static long[] strides(Convolution layer) {
    return new long[] {layer.getStride(), layer.getStride()};
  }

  static long[] padding(Convolution layer) {
    return new long[] {layer.getPaddingPx(), layer.getPaddingPx()};
  }

  /** Floating-point operations of one pass, as the direct form counts them. */
  static double operations(Convolution layer, int count, TensorShape input) {
    double pixels = (double) layer.outputPx(input.height()) * layer.outputPx(input.width()) * count;
    double taps = (double) layer.getKernelPx() * layer.getKernelPx();
    return 2 * taps * pixels * layer.getNIn() * layer.getNOut() / layer.getGroups();
  }

  static convolution_forward.primitive_desc convolution(
      Convolution layer, prop_kind kind, memory.desc input, memory.desc output) {
    return new convolution_forward.primitive_desc(
        OneDnn.ENGINE,
        kind,
        convolution_direct,
        input,
        OneDnn.any(Layouts.kernelExtents(layer)),
        output,
        strides(layer),
        padding(layer),
        padding(layer),
        OneDnn.DEFAULTS,
        false);
  }

  /** With a bias, and with what {@code attributes} do to the value afterwards. */
  static convolution_forward.primitive_desc convolution(
      Convolution layer, memory.desc input, memory.desc output, primitive_attr attributes) {
    return new convolution_forward.primitive_desc(
        OneDnn.ENGINE,
        prop_kind.forward_inference,
        convolution_direct,
        input,
        OneDnn.any(Layouts.kernelExtents(layer)),
        OneDnn.vector(layer.getNOut()),
        output,
        strides(layer),
        padding(layer),
        padding(layer),
        attributes,
        false);
  }

  static batch_normalization_forward.primitive_desc batchNorm(
      BatchNorm layer, prop_kind kind, memory.desc value, int flags) {
    return new batch_normalization_forward.primitive_desc(
        OneDnn.ENGINE,
        kind.value,
        value,
        value,
        (float) layer.getEpsilon(),
        flags,
        OneDnn.DEFAULTS,
        false);
  }

  static prelu_forward.primitive_desc prelu(prop_kind kind, memory.desc value, long channels) {
    return new prelu_forward.primitive_desc(
        OneDnn.ENGINE, kind, value, OneDnn.any(1, channels, 1, 1), value, OneDnn.DEFAULTS, false);
  }

  static eltwise_forward.primitive_desc clip(Clip layer, prop_kind kind, memory.desc value) {
    return new eltwise_forward.primitive_desc(
        OneDnn.ENGINE,
        kind,
        eltwise_clip_v2,
        value,
        value,
        (float) layer.getLower(),
        (float) layer.getUpper(),
        OneDnn.DEFAULTS,
        false);
  }

  static inner_product_forward.primitive_desc dense(
      Dense layer, prop_kind kind, memory.desc input, memory.desc output) {
    if (layer.isBias()) {
      return new inner_product_forward.primitive_desc(
          OneDnn.ENGINE,
          kind,
          input,
          Layouts.matrix(layer),
          OneDnn.vector(layer.getNOut()),
          output,
          OneDnn.DEFAULTS,
          false);
    }
    return new inner_product_forward.primitive_desc(
        OneDnn.ENGINE, kind, input, Layouts.matrix(layer), output, OneDnn.DEFAULTS, false);
  }
}
