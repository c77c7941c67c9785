package org.facemargin.cuda;

/**
 * A piece of device memory.
 *
 * @param address device address
 * @param bytes its length
 */
public record GpuMemory(long address, long bytes) {

  /** The part from {@code offset} on. */
  GpuMemory from(long offset) {
    if (offset < 0 || offset > bytes) {
      throw new IllegalArgumentException(
          "Offset " + offset + " lies outside of " + bytes + " bytes.");
    }
    return new GpuMemory(address + offset, bytes - offset);
  }
}
