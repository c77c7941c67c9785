package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * e^x of a tile in float32 by oneDNN, which uses the processor's widest registers: Java 17 does not
 * vectorise an exponential. Relative error about 1e-7; below e^-87 the result is 0. Runs on the
 * calling thread where OpenMP's team is one.
 */
final class TileExponential implements AutoCloseable {

  private final FloatPointer values;
  private final FloatBuffer buffer;
  private final engine processor;
  private final stream order;
  private final memory inPlace;
  private final IntMemoryMap arguments;
  private final eltwise_forward primitive;

  TileExponential(int length) {
    this.values = new FloatPointer((long) length);
    values.fill(0);
    this.buffer = values.asBuffer();
    this.processor = new engine(engine.kind.cpu, 0);
    this.order = new stream(processor);
    try (memory.desc layout =
            new memory.desc(new long[] {length}, memory.data_type.f32, memory.format_tag.a);
        eltwise_forward.primitive_desc descriptor =
            new eltwise_forward.primitive_desc(
                processor,
                dnnl.prop_kind.forward_inference,
                dnnl.algorithm.eltwise_exp,
                layout,
                layout)) {
      this.primitive = new eltwise_forward(descriptor);
      this.inPlace = new memory(layout, processor, values);
    }
    this.arguments = new IntMemoryMap();
    arguments.put(dnnl.DNNL_ARG_SRC, inPlace);
    arguments.put(dnnl.DNNL_ARG_DST, inPlace);
  }

  /** Replaces the first {@code count} values by their exponentials. */
  void apply(float[] tile, int count) {
    buffer.put(0, tile, 0, count);
    primitive.execute(order, arguments);
    order._wait();
    buffer.get(0, tile, 0, count);
  }

  @Override
  public void close() {
    primitive.close();
    arguments.close();
    inPlace.close();
    order.close();
    processor.close();
    values.close();
  }
}
