package org.facemargin.backbones.plan;

import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * As many Java threads as OpenMP has. Each takes its share of the tiles through transforms and
 * products alone: oneDNN, called from one of them, uses that thread only, and there is one meeting
 * at the end of a convolution instead of three for each piece of it.
 */
final class TileWorkers {

  private static final String TRANSFORMS = "org.facemargin.backbones.plan.VectorTransforms";
  private static final String NORMS = "org.facemargin.backbones.plan.VectorNormPasses";

  private static final String VECTORS = "jdk.incubator.vector";
  private static final boolean VECTORS_RESOLVED =
      ModuleLayer.boot().findModule(VECTORS).isPresent();

  private final List<Worker> workers;

  /** One thread with its own code over registers and oneDNN stream. */
  record Worker(
      int index,
      int of,
      ExecutorService thread,
      TileTransforms transforms,
      NormPasses norms,
      stream stream) {

    /**
     * This worker's share of {@code count} things begins here; the first shares are the largest.
     */
    int begin(int count) {
      return count / of * index + Math.min(index, count % of);
    }

    int end(int count) {
      return count / of * (index + 1) + Math.min(index + 1, count % of);
    }
  }

  /** What one worker does. */
  interface Share {
    void run(Worker worker);
  }

  private static final class Holder {
    private static final Found FOUND = find();
  }

  /**
   * What this process has.
   *
   * @param workers empty where Winograd cannot work
   * @param reason why there are none
   */
  private record Found(Optional<TileWorkers> workers, String reason) {}

  private TileWorkers(List<Worker> workers) {
    this.workers = List.copyOf(workers);
  }

  /** Whether Winograd can work in this process. */
  static boolean available() {
    return Holder.FOUND.workers().isPresent();
  }

  /** Why it cannot; empty where it can. */
  static String reason() {
    return Holder.FOUND.reason();
  }

  /** The workers of this process. */
  static TileWorkers get() {
    return Holder.FOUND
        .workers()
        .orElseThrow(() -> new IllegalStateException("No Winograd here: " + reason()));
  }

  private static Found find() {
    try {
      return new Found(Optional.of(start()), "");
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return new Found(Optional.empty(), VECTORS_RESOLVED ? innermost(e) : withoutVectors());
    }
  }

  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static String withoutVectors() {
    return ModuleFinder.ofSystem().find(VECTORS).isPresent()
        ? "this Java was started without --add-modules " + VECTORS + ", which ./facemargin gives"
        : "this Java comes without the module " + VECTORS + ", which a full JDK 17 to 25 has";
  }

  private static TileWorkers start() throws ReflectiveOperationException {
    // fails here, on the caller's thread, where the Vector API is not there
    made(TRANSFORMS);
    // ND4J starts first: its natives' holder cannot be made otherwise
    Nd4j.getExecutioner();
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int count = Math.max(1, openMp.ompGetMaxThreads());
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread made = new Thread(work, "tiles-" + index);
                made.setDaemon(true);
                return made;
              });
      workers.add(
          await(
              thread.submit(
                  (Callable<Worker>)
                      () -> {
                        workAlone(openMp);
                        return new Worker(
                            index,
                            count,
                            thread,
                            (TileTransforms) made(TRANSFORMS),
                            (NormPasses) made(NORMS),
                            new stream(OneDnn.ENGINE));
                      })));
    }
    return new TileWorkers(workers);
  }

  /** Makes OpenMP use the calling thread only, when called from it. */
  private static void workAlone(NativeOps openMp) {
    openMp.setOmpNumThreads(1);
    if (openMp.ompGetMaxThreads() != 1) {
      throw new IllegalStateException("OpenMP's threads cannot be set for one thread alone");
    }
  }

  private static Object made(String type) throws ReflectiveOperationException {
    return Class.forName(type).getDeclaredConstructor().newInstance();
  }

  int count() {
    return workers.size();
  }

  /** Kernels that are transformed at a time. */
  int lanes() {
    return workers.get(0).transforms().lanes();
  }

  /** Runs a share on every worker and waits for all. */
  void run(Share share) {
    List<Future<?>> running = new ArrayList<>(workers.size());
    for (Worker worker : workers) {
      running.add(worker.thread().submit(() -> share.run(worker)));
    }
    running.forEach(TileWorkers::await);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the workers were at work.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
