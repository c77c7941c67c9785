package org.facemargin.backbones.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A native address that somebody else owns. */
final class RawAddress extends Pointer {

  RawAddress(long address) {
    super((Pointer) null);
    this.address = address;
  }

  /** Address of the buffer's current position; the buffer must be direct and of native order. */
  static long of(FloatBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("Expected a direct buffer.");
    }
    try (FloatPointer pointer = new FloatPointer(buffer)) {
      return pointer.address() + pointer.position() * Float.BYTES;
    }
  }

  /** The floats at an address, as a buffer that keeps nothing alive. */
  static FloatBuffer floats(long address, long length) {
    FloatPointer pointer = new FloatPointer(new RawAddress(address));
    return pointer.capacity(length).asBuffer();
  }

  /** The bytes at an address, in native order, as a buffer that keeps nothing alive. */
  static ByteBuffer bytes(long address, long length) {
    BytePointer pointer = new BytePointer(new RawAddress(address));
    return pointer.capacity(length).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** The floats of a memory that is not moved. */
  static FloatBuffer floats(memory memory, long length) {
    return floats(memory.get_data_handle().address(), length);
  }
}
