package org.facemargin.faces.batch;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;

/**
 * Identity-balanced batches: each step draws P different identities uniformly and K pictures of
 * each (different ones where the identity has K), so that people with few pictures are seen as
 * often as people with many. Identities without a picture are never drawn.
 *
 * <p>Memory: eight bytes a sample.
 */
public final class BalancedSampler implements Sampler {

  private final int identitiesPerBatch;
  private final int imagesPerIdentity;
  private final int size;
  private final RandomStream stream;
  private final int[] byIdentity;
  private final int[] starts;
  private final int[] used;

  /**
   * @param identitiesPerBatch P
   * @param imagesPerIdentity K; the batch size is P · K
   * @param seed the run's seed; the stream is "sample"
   * @throws ConfigurationException if there are fewer than P identities with pictures
   */
  public BalancedSampler(
      LabelledFaces faces, int identitiesPerBatch, int imagesPerIdentity, long seed) {
    this.identitiesPerBatch = identitiesPerBatch;
    this.imagesPerIdentity = imagesPerIdentity;
    this.size = faces.size();
    this.stream = RandomStream.of(seed, "sample");
    this.starts = new int[faces.identities() + 1];
    for (int i = 0; i < size; i++) {
      starts[faces.labelOf(i) + 1]++;
    }
    for (int label = 0; label < faces.identities(); label++) {
      starts[label + 1] += starts[label];
    }
    this.byIdentity = new int[size];
    int[] next = starts.clone();
    for (int i = 0; i < size; i++) {
      byIdentity[next[faces.labelOf(i)]++] = i;
    }
    this.used = identitiesWithPictures();
    if (identitiesPerBatch < 1 || imagesPerIdentity < 1 || used.length < identitiesPerBatch) {
      throw ConfigurationException.of(
          "A balanced batch of %s identities with %s pictures each cannot be drawn from %s"
              + " identities.",
          identitiesPerBatch, imagesPerIdentity, used.length);
    }
  }

  private int[] identitiesWithPictures() {
    int[] found = new int[starts.length - 1];
    int count = 0;
    for (int label = 0; label < found.length; label++) {
      if (starts[label + 1] > starts[label]) {
        found[count++] = label;
      }
    }
    return Arrays.copyOf(found, count);
  }

  @Override
  public Selection at(long step) {
    SplittableRandom random = stream.at(step).generator();
    int[] identities = distinct(random, used.length, identitiesPerBatch);
    int[] samples = new int[batchSize()];
    for (int p = 0; p < identitiesPerBatch; p++) {
      int label = used[identities[p]];
      int pictures = starts[label + 1] - starts[label];
      int[] chosen =
          pictures >= imagesPerIdentity
              ? distinct(random, pictures, imagesPerIdentity)
              : random.ints(imagesPerIdentity, 0, pictures).toArray();
      for (int k = 0; k < imagesPerIdentity; k++) {
        samples[p * imagesPerIdentity + k] = byIdentity[starts[label] + chosen[k]];
      }
    }
    return new Selection(samples, step);
  }

  /**
   * R. Floyd's sampling without replacement: {@code count} of {@code from}, each set equally
   * likely.
   */
  private static int[] distinct(SplittableRandom random, int from, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      int limit = from - count + i;
      int candidate = random.nextInt(limit + 1);
      for (int j = 0; j < i; j++) {
        if (chosen[j] == candidate) {
          candidate = limit;
          break;
        }
      }
      chosen[i] = candidate;
    }
    return chosen;
  }

  @Override
  public long stepsPerEpoch() {
    return Math.max(1, size / batchSize());
  }

  @Override
  public int batchSize() {
    return identitiesPerBatch * imagesPerIdentity;
  }
}
