package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.algorithm.convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.cpu_isa;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

/** The CPU engine, and shorthand for the binding's descriptors. */
final class OneDnn {

  static final engine ENGINE = new engine(engine.kind.cpu, 0);
  static final stream STREAM = new stream(ENGINE);
  static final primitive_attr DEFAULTS = new primitive_attr();

  private OneDnn() {}

  static memory.desc layout(memory.format_tag tag, long... dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, tag);
  }

  static memory.desc any(long... dimensions) {
    return layout(memory.format_tag.any, dimensions);
  }

  static memory.desc vector(long length) {
    return layout(memory.format_tag.a, length);
  }

  static memory.desc strided(long[] dimensions, long... strides) {
    return new memory.desc(dimensions, memory.data_type.f32, strides);
  }

  static memory.desc bytes(long count) {
    return new memory.desc(new long[] {count}, memory.data_type.u8, memory.format_tag.a);
  }

  static memory at(memory.desc layout, long address) {
    return new memory(layout, ENGINE, new RawAddress(address));
  }

  /**
   * Whether this is the layout in which oneDNN, free to choose, convolves on this processor; also
   * follows the variable ONEDNN_MAX_CPU_ISA.
   */
  static boolean takes(memory.format_tag layout) {
    long[] extents = {1, 64, 16, 16};
    convolution_forward.primitive_desc chosen =
        new convolution_forward.primitive_desc(
            ENGINE,
            prop_kind.forward_training,
            convolution_direct,
            any(extents),
            any(64, 64, 3, 3),
            any(extents),
            new long[] {1, 1},
            new long[] {1, 1},
            new long[] {1, 1},
            DEFAULTS,
            false);
    return chosen.src_desc().equals(layout(layout, extents));
  }

  /** The instructions kernels are made of here, as ONEDNN_MAX_CPU_ISA calls them, or a number. */
  static String instructions() {
    int isa = dnnl_get_effective_cpu_isa();
    return "instructions "
        + Arrays.stream(cpu_isa.values())
            .filter(one -> one.value == isa)
            .findFirst()
            .map(one -> one.name().toUpperCase(Locale.ROOT))
            .orElse("0x" + Integer.toHexString(isa));
  }

  static String version() {
    dnnl_version_t version = dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }
}
