package org.facemargin.backbones.plan;

import org.bytedeco.dnnl.memory;

/** One native block that plans lay their buffers out in. Grows by being replaced. */
final class Arena implements AutoCloseable {

  private final memory block;
  private final long bytes;

  Arena(long bytes) {
    this.bytes = bytes;
    this.block = new memory(OneDnn.bytes(Math.max(bytes, 1)), OneDnn.ENGINE);
  }

  long bytes() {
    return bytes;
  }

  long address() {
    return block.get_data_handle().address();
  }

  @Override
  public void close() {
    block.deallocate();
  }
}
