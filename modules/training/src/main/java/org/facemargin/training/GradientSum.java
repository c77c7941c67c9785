package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.facemargin.backbones.GradientReady;
import org.facemargin.training.ranks.Collective;

/**
 * Adds up a gradient over the ranks in buckets, each on its way as soon as the backward pass has
 * finished it. Backward passes finish the end of the vector first, so buckets are cut from its end.
 * The cut depends on the network alone, so that every rank sends the same.
 */
final class GradientSum implements GradientReady {

  /** What arcface_torch has ({@code bucket_cap_mb=16}), in floats. */
  static final int BUCKET = (16 << 20) / Float.BYTES;

  private final Collective ranks;
  private final FloatBuffer gradient;
  private final int bucket;
  private final TreeMap<Integer, Integer> finished = new TreeMap<>();
  private final List<Collective.Pending> underway = new ArrayList<>();
  private int sentFrom;

  /**
   * @param gradient what is added up, in place
   * @param bucket floats that are worth a call
   */
  GradientSum(Collective ranks, FloatBuffer gradient, int bucket) {
    this.ranks = ranks;
    this.gradient = gradient;
    this.bucket = bucket;
    this.sentFrom = gradient.capacity();
  }

  @Override
  public void ready(long from, long to) {
    if (ranks.size() == 1 || from == to) {
      return;
    }
    finished.put((int) to, (int) from);
    int low = sentFrom;
    for (Integer next = finished.remove(low); next != null; next = finished.remove(low)) {
      low = next;
    }
    if (sentFrom - low >= bucket || low == 0) {
      send(low);
    } else if (low < sentFrom) {
      finished.put(sentFrom, low);
    }
  }

  private void send(int low) {
    underway.add(ranks.startSum(gradient.duplicate().limit(sentFrom).position(low)));
    sentFrom = low;
  }

  /**
   * Waits for the sums.
   *
   * @throws IllegalStateException if some stretch was never said to be ready
   */
  void finish() {
    if (ranks.size() > 1 && sentFrom != 0) {
      throw new IllegalStateException(
          "The gradient was not finished below index " + sentFrom + " of the parameters.");
    }
    underway.forEach(Collective.Pending::await);
    underway.clear();
    finished.clear();
    sentFrom = gradient.capacity();
  }
}
