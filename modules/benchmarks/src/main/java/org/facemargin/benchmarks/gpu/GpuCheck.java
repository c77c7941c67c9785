package org.facemargin.benchmarks.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.facemargin.core.NamedRegistry;
import org.facemargin.cuda.CudaHeadConfiguration;
import org.facemargin.cuda.CudaHeadResult;
import org.facemargin.cuda.CudaMarginHead;
import org.facemargin.cuda.GpuDevice;
import org.facemargin.cuda.Precision;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.margins.ReferenceHead;

/** Every loss, in every precision, on the GPU against double precision on the CPU. */
public final class GpuCheck {

  private static final int N = 32;
  private static final int C = 3000;
  private static final int D = 128;

  private GpuCheck() {}

  /**
   * Says a line a loss and precision.
   *
   * @return how many do not agree
   */
  public static int run(GpuDevice device, Consumer<String> lines) {
    int off = 0;
    for (String name : NamedRegistry.of(MarginLossFactory.class).names()) {
      MarginLoss loss = Margins.create(name, Map.of("scale", "16"));
      float[] x = normal(N * D, 1, 1);
      float[] w = normal(C * D, 0.01, 2);
      int[] labels = new Random(3).ints(N, 0, C).toArray();
      ReferenceHead.Result expected =
          new ReferenceHead(loss, D).run(x, labels, w, loss.initialState());
      for (Precision precision : Precision.values()) {
        off += agrees(device, loss, precision, x, labels, w, expected, lines) ? 0 : 1;
      }
    }
    return off;
  }

  private static double tolerance(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> 1e-5;
      case TF32 -> 3e-3;
      case BFLOAT16 -> 3e-2;
    };
  }

  private static boolean agrees(
      GpuDevice device,
      MarginLoss loss,
      Precision precision,
      float[] x,
      int[] labels,
      float[] w,
      ReferenceHead.Result expected,
      Consumer<String> lines) {
    CudaHeadConfiguration configuration =
        new CudaHeadConfiguration(C, D, N, precision, 4L * N * C, false);
    FloatBuffer dx = direct(new float[N * D]);
    FloatBuffer dw = direct(new float[C * D]);
    CudaHeadResult result;
    try (CudaMarginHead head = new CudaMarginHead(device, loss, configuration)) {
      head.setWeights(direct(w));
      result = head.forwardBackward(direct(x), labels, dx, dw);
    }
    double byLoss =
        Math.abs(result.loss() - expected.loss()) / Math.max(1, Math.abs(expected.loss()));
    double byX = distance(dx, expected.embeddingGradient());
    double byW = distance(dw, expected.weightGradient());
    boolean fine = Math.max(byLoss, Math.max(byX, byW)) < tolerance(precision);
    lines.accept(
        String.format(
            Locale.ROOT,
            "kernels %-16s %-9s loss %.1e  dX %.1e  dW %.1e  %s",
            loss.name(),
            precision,
            byLoss,
            byX,
            byW,
            fine ? "ok" : "FAILED"));
    return fine;
  }

  private static double distance(FloatBuffer found, double[] expected) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(found.get(i) - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference / largest;
  }

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(4 * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  /** Normally distributed numbers around 0. */
  public static float[] normal(int count, double deviation, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
