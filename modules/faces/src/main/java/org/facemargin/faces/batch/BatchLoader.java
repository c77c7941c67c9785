package org.facemargin.faces.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.core.TrainingBatches;
import org.facemargin.faces.augment.Augmentations;

/**
 * Decodes, augments and normalises training batches ahead of time on its own threads.
 *
 * <p>The batch of a step depends on the seed and the step alone: the sampler picks the samples, and
 * a sample's augmentation is drawn from the stream "augment" at (epoch, sample). Threads only
 * decide how soon it is ready. A picture that cannot be read fails {@link #take} of its own step,
 * the first such picture of the batch being named.
 *
 * <p>Memory: {@code prefetch + 1} batches of N · 3 · height · width floats. {@link #take}, {@link
 * #seek} and {@link #close} are for one thread.
 */
public final class BatchLoader implements TrainingBatches {

  /**
   * How the loader works; none of it changes what a batch holds.
   *
   * @param threads threads that decode, at least 1
   * @param prefetchBatches batches kept ready, at least 1
   */
  public record Options(int threads, int prefetchBatches) {
    public Options {
      if (threads < 1 || prefetchBatches < 1) {
        throw ConfigurationException.of(
            "A loader needs at least one thread and one batch ahead, got %s and %s.",
            threads, prefetchBatches);
      }
    }

    /** One thread a processor, four batches ahead. */
    public static Options standard() {
      return new Options(Runtime.getRuntime().availableProcessors(), 4);
    }
  }

  private static final double NANOS = 1e9;

  private final LabelledFaces faces;
  private final Sampler sampler;
  private final ImageSpec spec;
  private final Augmentations augmentations;
  private final RandomStream augmentStream;
  private final int prefetch;
  private final ExecutorService workers;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<float[]> spare = new ArrayDeque<>();
  private float[] lent;
  private boolean lending;
  private long nextStep;
  private long waitedNanos;
  private long takenImages;
  private final long startedNanos = System.nanoTime();

  /**
   * @param faces where pictures come from
   * @param sampler which pictures a step sees
   * @param spec size, colour order and normalisation of the network's input
   * @param augmentations what is done to each picture before it is normalised
   * @param seed the run's seed; the stream is "augment"
   */
  public BatchLoader(
      LabelledFaces faces,
      Sampler sampler,
      ImageSpec spec,
      Augmentations augmentations,
      long seed,
      Options options) {
    this.faces = faces;
    this.sampler = sampler;
    this.spec = spec;
    this.augmentations = augmentations;
    this.augmentStream = RandomStream.of(seed, "augment");
    this.prefetch = options.prefetchBatches();
    this.lent = new float[0];
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            options.threads(),
            work -> {
              Thread thread = new Thread(work, "face-loader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A loader over all faces in an order drawn anew each epoch. */
  public static BatchLoader shuffled(
      LabelledFaces faces, int batchSize, ImageSpec spec, Augmentations augmentations, long seed) {
    Sampler sampler = new ShuffledSampler(faces.size(), batchSize, seed);
    return new BatchLoader(faces, sampler, spec, augmentations, seed, Options.standard());
  }

  /** One batch on its way. */
  private final class Pending {
    final long step;
    final Sampler.Selection selection;
    final float[] inputs;
    final int[] labels;
    final AtomicReferenceArray<RuntimeException> errors;
    final CountDownLatch missing;

    Pending(long step, float[] inputs) {
      this.step = step;
      this.inputs = inputs;
      this.selection = sampler.at(step);
      int n = selection.samples().length;
      this.labels = new int[n];
      this.errors = new AtomicReferenceArray<>(n);
      this.missing = new CountDownLatch(n);
      for (int slot = 0; slot < n; slot++) {
        int position = slot;
        workers.execute(() -> fill(position));
      }
    }

    private void fill(int slot) {
      int sample = selection.samples()[slot];
      try {
        labels[slot] = faces.labelOf(sample);
        FaceImage image =
            augmentations.apply(
                faces.read(sample), augmentStream.at(selection.augmentKey()).at(sample));
        if (image.widthPx() != spec.widthPx() || image.heightPx() != spec.heightPx()) {
          throw wrongSize(sample, image);
        }
        spec.write(image, false, inputs, slot * spec.valuesPerImage());
      } catch (RuntimeException e) {
        errors.set(slot, e);
      } finally {
        missing.countDown();
      }
    }
  }

  private DataException wrongSize(int sample, FaceImage image) {
    return DataException.of(
        "%s is %sx%s pixels, the network takes %sx%s. Align the pictures first: facemargin"
            + " align.",
        faces.nameOf(sample), image.widthPx(), image.heightPx(), spec.widthPx(), spec.heightPx());
  }

  @Override
  public void seek(long step) {
    if (step < 0) {
      throw new ConfigurationException("Steps are counted from 0, got " + step + ".");
    }
    while (!pending.isEmpty()) {
      Pending unwanted = pending.remove();
      await(unwanted);
      spare.add(unwanted.inputs);
    }
    nextStep = step;
  }

  @Override
  public FaceBatch take() {
    if (lending) {
      spare.add(lent);
      lending = false;
    }
    while (pending.size() < prefetch) {
      start();
    }
    Pending first = pending.remove();
    long began = System.nanoTime();
    await(first);
    waitedNanos += System.nanoTime() - began;
    start();
    lent = first.inputs;
    lending = true;
    for (int slot = 0; slot < first.errors.length(); slot++) {
      RuntimeException error = first.errors.get(slot);
      if (error != null) {
        throw error;
      }
    }
    takenImages += first.labels.length;
    return new FaceBatch(first.step, first.inputs, first.labels);
  }

  private void start() {
    float[] inputs = spare.poll();
    if (inputs == null) {
      inputs = new float[Math.multiplyExact(sampler.batchSize(), spec.valuesPerImage())];
    }
    pending.add(new Pending(nextStep++, inputs));
  }

  private void await(Pending batch) {
    try {
      batch.missing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("Interrupted while waiting for the batch of step " + batch.step, e);
    }
  }

  @Override
  public long stepsPerEpoch() {
    return sampler.stepsPerEpoch();
  }

  @Override
  public int identities() {
    return faces.identities();
  }

  @Override
  public double waitedSeconds() {
    return waitedNanos / NANOS;
  }

  /** Pictures handed out so far, a second since the loader was made. */
  public double imagesPerSecond() {
    return takenImages / ((System.nanoTime() - startedNanos) / NANOS);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
