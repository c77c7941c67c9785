package org.facemargin.evaluation.features;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;

/**
 * Runs pictures through a network: decoding and forward passes side by side, rows in the order of
 * the source whatever the number of threads.
 *
 * @param batch pictures in one forward pass; the network's own limit applies too
 * @param threads threads that decode and, as far as the network allows, run it
 */
public record EmbeddingExtractor(int batch, int threads) {

  public EmbeddingExtractor {
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "batch and threads are at least 1, got " + batch + " and " + threads);
    }
  }

  /** Hears of pictures that cannot be read; from several threads. */
  @FunctionalInterface
  public interface Unreadable {

    /** Ends the work at the first. */
    Unreadable STOP =
        (index, why) -> {
          throw why;
        };

    /**
     * @param index position of the picture in its source
     * @param why what is wrong with it; names it
     */
    void found(int index, DataException why);
  }

  /**
   * Embeds every picture.
   *
   * @param mirrored whether to embed the mirrored copy too
   * @return raw embeddings, n rows of d, or of 2 d ([original, mirrored]) where {@code mirrored}
   * @throws DataException if a picture is missing, corrupt or of the wrong size; it is named
   */
  public ArrayFeatures extract(
      FaceEmbedder network, FaceImageSource source, boolean mirrored, Progress progress) {
    return extract(network, source, mirrored, progress, Unreadable.STOP);
  }

  /**
   * Embeds every picture that can be read.
   *
   * @param unreadable hears of every other, whose row stays zero
   */
  ArrayFeatures extract(
      FaceEmbedder network,
      FaceImageSource source,
      boolean mirrored,
      Progress progress,
      Unreadable unreadable) {
    int row = network.dimension() * (mirrored ? 2 : 1);
    float[] out = new float[Math.multiplyExact(source.size(), row)];
    Set<Integer> missing = ConcurrentHashMap.newKeySet();
    Unreadable counted =
        (index, why) -> {
          unreadable.found(index, why);
          missing.add(index);
        };
    try (Progress.Task task = progress.start("embedding", "images", source.size())) {
      runAll(new Work(this, network, source, mirrored, out, counted, task));
    }
    requireDirections(source, missing, network.dimension(), row, out);
    return new ArrayFeatures(source.size(), row, out);
  }

  /** Of pictures that were read, originals and mirrored copies one by one. */
  private static void requireDirections(
      FaceImageSource source, Set<Integer> missing, int dimension, int row, float[] out) {
    int copies = row / dimension;
    int[] read =
        IntStream.range(0, out.length / dimension)
            .filter(at -> !missing.contains(at / copies))
            .toArray();
    List<String> names =
        IntStream.range(0, out.length / dimension)
            .mapToObj(at -> source.nameOf(at / copies))
            .toList();
    ArrayFeatures each = new ArrayFeatures(names.size(), dimension, out);
    EmbeddingHealth.of(new FeatureSet(names, each, FeatureState.RAW), read)
        .requireFinite()
        .requireDirections();
  }

  private void runAll(Work work) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(pool.submit(work::drain));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while embedding.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  /** Whoever closes the network next must not do so under a pass that is still running. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One extraction, shared by its threads. */
  private static final class Work {
    private final FaceEmbedder network;
    private final FaceImageSource source;
    private final boolean mirrored;
    private final float[] out;
    private final Unreadable unreadable;
    private final Progress.Task task;
    private final int imagesAtOnce;
    private final int dimension;
    private final Semaphore networkTurns;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    Work(
        EmbeddingExtractor settings,
        FaceEmbedder network,
        FaceImageSource source,
        boolean mirrored,
        float[] out,
        Unreadable unreadable,
        Progress.Task task) {
      this.network = network;
      this.source = source;
      this.mirrored = mirrored;
      this.out = out;
      this.unreadable = unreadable;
      this.task = task;
      this.imagesAtOnce = Math.min(settings.batch, network.maxBatch());
      this.dimension = network.dimension();
      this.networkTurns = new Semaphore(network.concurrency());
    }

    void drain() {
      ImageSpec spec = network.imageSpec();
      float[] inputs = new float[imagesAtOnce * spec.valuesPerImage()];
      float[] embeddings = new float[imagesAtOnce * dimension];
      try {
        while (!failed.get()) {
          int first = next.getAndAdd(imagesAtOnce);
          if (first >= source.size()) {
            return;
          }
          embed(first, Math.min(imagesAtOnce, source.size() - first), inputs, embeddings);
        }
      } catch (RuntimeException | Error e) {
        failed.set(true);
        throw e;
      }
    }

    private void embed(int first, int count, float[] inputs, float[] embeddings) {
      List<FaceImage> images = new ArrayList<>();
      List<Integer> rows = new ArrayList<>();
      for (int index = first; index < first + count; index++) {
        try {
          FaceImage image = source.read(index);
          write(index, image, false, inputs, images.size());
          images.add(image);
          rows.add(index);
        } catch (DataException e) {
          unreadable.found(index, e);
        }
      }
      pass(rows, 0, inputs, embeddings);
      if (mirrored) {
        for (int i = 0; i < images.size(); i++) {
          write(rows.get(i), images.get(i), true, inputs, i);
        }
        pass(rows, dimension, inputs, embeddings);
      }
      task.advance(count);
    }

    private void write(int index, FaceImage image, boolean flipped, float[] inputs, int place) {
      ImageSpec spec = network.imageSpec();
      try {
        spec.write(image, flipped, inputs, place * spec.valuesPerImage());
      } catch (DataException e) {
        throw new DataException(source.nameOf(index) + ": " + e.getMessage(), e);
      }
    }

    /** Embeds what {@code inputs} holds, each into its row from a column on. */
    private void pass(List<Integer> rows, int column, float[] inputs, float[] embeddings) {
      if (rows.isEmpty()) {
        return;
      }
      networkTurns.acquireUninterruptibly();
      try {
        network.embed(inputs, rows.size(), embeddings, 0);
      } finally {
        networkTurns.release();
      }
      int row = mirrored ? 2 * dimension : dimension;
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(embeddings, i * dimension, out, rows.get(i) * row + column, dimension);
      }
    }
  }
}
