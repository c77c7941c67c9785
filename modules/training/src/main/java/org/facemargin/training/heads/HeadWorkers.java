package org.facemargin.training.heads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A fixed crew of threads for the fused head. Work is cut into shards that do not depend on the
 * number of threads, so results do not either; which thread takes which shard does not matter.
 *
 * <p>Each thread runs its matrix products alone: OpenMP's team size is a setting of the calling
 * thread, and ND4J's {@code setOmpNumThreads} is {@code omp_set_num_threads}. Two teams at once on
 * the same cores would wait for each other.
 */
final class HeadWorkers implements AutoCloseable {

  /** What is done for one shard. */
  @FunctionalInterface
  interface Body {
    void run(int worker, int shard);
  }

  private final int threads;
  private final ExecutorService pool;
  private final NativeOps nativeOps;

  HeadWorkers(int threads) {
    this.threads = threads;
    // Loads the backend, without which the holder holds nothing.
    Nd4j.getExecutioner();
    this.nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
    AtomicInteger number = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "margin-head-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Number of threads; worker indices are below it. */
  int threads() {
    return threads;
  }

  /** Runs {@code body} for every shard in [0, shards) and waits. */
  void forEach(int shards, Body body) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int worker = t;
      running.add(
          pool.submit(
              () -> {
                nativeOps.setOmpNumThreads(1);
                for (int s = next.getAndIncrement(); s < shards; s = next.getAndIncrement()) {
                  body.run(worker, s);
                }
              }));
    }
    for (Future<?> future : running) {
      await(future);
    }
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the margin head.", e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
