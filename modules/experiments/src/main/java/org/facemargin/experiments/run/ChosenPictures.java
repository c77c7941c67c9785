package org.facemargin.experiments.run;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.facemargin.core.RandomStream;

/** Which pictures of a set are looked at where all would be too many. */
final class ChosenPictures {

  /** The largest number of pictures looked at. */
  static final int MOST = 5_000;

  private ChosenPictures() {}

  /** All of them, or {@link #MOST} drawn from a stream of the run's seed. */
  static int[] of(int size, long seed, String stream) {
    int[] all = IntStream.range(0, size).toArray();
    if (size <= MOST) {
      return all;
    }
    SplittableRandom random = RandomStream.of(seed, stream).generator();
    for (int i = 0; i < MOST; i++) {
      int other = i + random.nextInt(size - i);
      int kept = all[i];
      all[i] = all[other];
      all[other] = kept;
    }
    return Arrays.copyOf(all, MOST);
  }
}
