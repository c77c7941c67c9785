package org.facemargin.cuda;

import java.util.ArrayList;
import java.util.List;

/** Device memory that is given back together, also when reserving the rest of it fails. */
final class GpuMemoryScope implements AutoCloseable {

  private final GpuDevice device;
  private final List<GpuMemory> held = new ArrayList<>();

  GpuMemoryScope(GpuDevice device) {
    this.device = device;
  }

  GpuMemory floats(long count, String purpose) {
    return bytes(4 * count, purpose);
  }

  GpuMemory bytes(long bytes, String purpose) {
    try {
      GpuMemory memory = device.allocate(bytes, purpose);
      held.add(memory);
      return memory;
    } catch (CudaException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    held.forEach(device::free);
    held.clear();
  }
}
