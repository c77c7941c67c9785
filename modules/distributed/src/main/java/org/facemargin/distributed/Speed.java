package org.facemargin.distributed;

import java.nio.FloatBuffer;
import java.util.Locale;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankPlace;

/**
 * How fast a group is.
 *
 * @param megabytesPerSecond of a sum of 16 MB over the ranks
 * @param smallCallMs milliseconds of a sum of one number
 */
record Speed(double megabytesPerSecond, double smallCallMs) {

  private static final int FLOATS = 4_000_000;
  private static final int ROUNDS = 3;
  private static final int SMALL_ROUNDS = 20;
  private static final double MEGABYTE = 1e6;

  static Speed of(Collective ranks) {
    FloatBuffer values = DirectFloats.allocate(FLOATS);
    ranks.sum(values);
    double large = seconds(ROUNDS, () -> ranks.sum(values));
    double small = seconds(SMALL_ROUNDS, () -> ranks.sum(new double[1]));
    return new Speed(FLOATS * Float.BYTES / large / MEGABYTE, small * 1000);
  }

  private static double seconds(int rounds, Runnable call) {
    long begun = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      call.run();
    }
    return (System.nanoTime() - begun) / 1e9 / rounds;
  }

  String sentence(RankPlace place, NetworkPath path) {
    return String.format(
        Locale.ROOT,
        "Ranks: %d over Gloo (%s), rank 0 at %s:%d, here interface %s (%s): all-reduce %.0f MB/s, a"
            + " small call %.2f ms.",
        place.size(),
        place.source(),
        place.host(),
        place.port(),
        path.networkInterface(),
        path.address(),
        megabytesPerSecond,
        smallCallMs);
  }
}
