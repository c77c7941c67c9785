package org.facemargin.benchmarks.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.facemargin.cuda.CudaHeadConfiguration;
import org.facemargin.cuda.CudaMarginHead;
import org.facemargin.cuda.GpuDevice;
import org.facemargin.cuda.Precision;
import org.facemargin.cuda.SgdStep;
import org.facemargin.margins.MarginLoss;

/** Forward, backward and update of the CUDA head on embeddings that stay on the device. */
public final class GpuHead implements AutoCloseable {

  /**
   * Sizes.
   *
   * @param classes C
   * @param batch N
   * @param dimension d
   * @param precision of the products
   * @param productsBytes device memory for the products of a tile
   */
  public record Work(
      int classes, int batch, int dimension, Precision precision, long productsBytes) {}

  private static final SgdStep SGD = new SgdStep(0.1f, 0.9f, 5e-4f);

  private final GpuDevice device;
  private final CudaMarginHead head;
  private final int rows;
  private final double firstLoss;

  /**
   * Uploads the data and makes the first step.
   *
   * @param centres fills (C, d)
   * @param embeddings fills (N, d)
   * @param labels N; not modified
   */
  public GpuHead(
      GpuDevice device,
      MarginLoss loss,
      Work work,
      Consumer<FloatBuffer> centres,
      Consumer<FloatBuffer> embeddings,
      int[] labels) {
    this.device = device;
    this.rows = work.batch();
    this.head =
        new CudaMarginHead(
            device,
            loss,
            new CudaHeadConfiguration(
                work.classes(),
                work.dimension(),
                work.batch(),
                work.precision(),
                work.productsBytes(),
                true));
    FloatBuffer weights = floats(work.classes() * work.dimension());
    centres.accept(weights);
    head.setWeights(weights);
    FloatBuffer inputs = floats(work.batch() * work.dimension());
    embeddings.accept(inputs);
    FloatBuffer gradient = floats(inputs.capacity());
    this.firstLoss = head.step(inputs, labels, gradient, SGD).loss();
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(4, count))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Mean loss of the first step. */
  public double firstLoss() {
    return firstLoss;
  }

  /** A step, to its end. */
  public void step() {
    head.stepResident(rows, SGD);
    device.synchronise();
  }

  @Override
  public void close() {
    head.close();
  }
}
