package org.facemargin.backbones;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/** Direct buffers for tests. */
public final class Floats {

  private Floats() {}

  public static FloatBuffer direct(long length) {
    return ByteBuffer.allocateDirect(Math.toIntExact(4 * length))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Standard normal values. */
  public static FloatBuffer normal(long length, long seed) {
    FloatBuffer buffer = direct(length);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < length; i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
    return buffer;
  }

  public static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.duplicate().get(values);
    return values;
  }
}
