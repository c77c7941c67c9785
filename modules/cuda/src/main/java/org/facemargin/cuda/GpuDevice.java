package org.facemargin.cuda;

import java.nio.FloatBuffer;

/**
 * What the head needs of a GPU: memory, kernels, matrix products and graphs, on one stream in
 * order. {@link CudaDevice} is a real one; the tests have one that runs the same kernels on the
 * CPU.
 *
 * <p>Not thread-safe. Failures are {@link CudaException}s that say which call failed and how.
 */
public interface GpuDevice extends AutoCloseable {

  /** Name, compute capability, driver and library versions, for run records. */
  String description();

  /**
   * Reserves memory, filled with zeros.
   *
   * @throws CudaException if there is not enough; the message says how much was asked for, in use
   *     and free
   */
  GpuMemory allocate(long bytes, String purpose);

  /** Gives memory back. */
  void free(GpuMemory memory);

  /** Bytes reserved now. */
  long bytesInUse();

  /** The largest {@link #bytesInUse} so far. */
  long peakBytes();

  /** Copies {@code count} floats to the device. */
  void upload(FloatBuffer from, int count, GpuMemory to);

  /** Copies integers to the device. */
  void upload(int[] from, GpuMemory to);

  /** Copies {@code count} floats from the device, after everything before is done. */
  void download(GpuMemory from, FloatBuffer to, int count);

  /**
   * Compiles a source (or takes it from the cache) and makes its kernels the ones {@link #launch}
   * knows.
   */
  void load(String source);

  /** Launches a kernel with {@code FACEMARGIN_THREADS} threads a block. Closes the arguments. */
  void launch(String kernel, int gridX, int gridY, KernelArguments arguments);

  /**
   * C = op(A) op(B) + beta C for row-major matrices, op being a transposition or nothing; A and B
   * are float32, or bfloat16 where the precision says so, C is float32.
   */
  void multiply(MatrixProduct product, Precision precision);

  /** Waits for everything before. */
  void synchronise();

  /** Records what {@code work} launches, without running it. */
  Graph record(Runnable work);

  @Override
  void close();

  /** A recorded piece of work. */
  interface Graph extends AutoCloseable {
    void run();

    @Override
    void close();
  }
}
