package org.facemargin.training.optimisers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Direct float buffers in native byte order: what executors, heads and optimisers share. */
public final class DirectFloats {

  private DirectFloats() {}

  /** {@code length} zeros. */
  public static FloatBuffer allocate(long length) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(length, Float.BYTES)))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
