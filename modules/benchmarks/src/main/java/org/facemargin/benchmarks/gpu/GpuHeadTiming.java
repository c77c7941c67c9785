package org.facemargin.benchmarks.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.facemargin.cuda.CudaHeadConfiguration;
import org.facemargin.cuda.CudaHeadResult;
import org.facemargin.cuda.CudaMarginHead;
import org.facemargin.cuda.GpuDevice;
import org.facemargin.cuda.Precision;
import org.facemargin.cuda.SgdStep;
import org.facemargin.margins.MarginLoss;

/**
 * Milliseconds of forward, backward and update of the CUDA head on embeddings that are on the
 * device.
 *
 * @param milliseconds of each round
 * @param peakBytes largest device memory reserved
 * @param loss mean loss at the end
 */
public record GpuHeadTiming(double[] milliseconds, long peakBytes, double loss) {

  private static final int WARMUP = 5;

  /** What is timed. */
  public record Work(
      int classes, int batch, int dimension, Precision precision, long productsBytes, int rounds) {}

  /** Measures, after a few rounds that do not count. */
  public static GpuHeadTiming of(GpuDevice device, MarginLoss loss, Work work) {
    CudaHeadConfiguration configuration =
        new CudaHeadConfiguration(
            work.classes(),
            work.dimension(),
            work.batch(),
            work.precision(),
            work.productsBytes(),
            true);
    SgdStep sgd = new SgdStep(0.1f, 0.9f, 5e-4f);
    FloatBuffer embeddings = normal(work.batch() * work.dimension(), 1, 1);
    FloatBuffer gradient = floats(work.batch() * work.dimension());
    try (CudaMarginHead head = new CudaMarginHead(device, loss, configuration)) {
      head.setWeights(normal(work.classes() * work.dimension(), 0.01, 2));
      int[] labels = new Random(3).ints(work.batch(), 0, work.classes()).toArray();
      head.step(embeddings, labels, gradient, sgd);
      for (int i = 0; i < WARMUP; i++) {
        head.stepResident(work.batch(), sgd);
      }
      device.synchronise();
      double[] milliseconds = new double[work.rounds()];
      for (int i = 0; i < milliseconds.length; i++) {
        long begin = System.nanoTime();
        head.stepResident(work.batch(), sgd);
        device.synchronise();
        milliseconds[i] = (System.nanoTime() - begin) / 1e6;
      }
      CudaHeadResult last = head.step(embeddings, labels, gradient, sgd);
      return new GpuHeadTiming(milliseconds, device.peakBytes(), last.loss());
    }
  }

  /** Median of the rounds. */
  public double median() {
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static FloatBuffer normal(int count, double deviation, long seed) {
    Random random = new Random(seed);
    FloatBuffer buffer = floats(count);
    for (int i = 0; i < count; i++) {
      buffer.put(i, (float) (random.nextGaussian() * deviation));
    }
    return buffer;
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(4, count))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
