package org.facemargin.distributed;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.LostRankException;
import org.facemargin.training.ranks.RankPlace;

/** One rank of a test: {@code values}, or {@code hang} where the last rank sleeps. */
final class RankMain {

  private RankMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    RankPlace place = RankPlace.of(System.getenv()).orElseThrow();
    Duration timeout = Duration.ofSeconds(Long.parseLong(arguments[1]));
    int code = 0;
    try (Collective ranks = new GlooTransport().join(place, timeout, System.out::println)) {
      if (arguments[0].equals("hang") && place.rank() == place.size() - 1) {
        Thread.sleep(180_000);
      }
      values(ranks);
      System.out.println("values right");
    } catch (LostRankException e) {
      System.out.println(e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  private static void values(Collective ranks) {
    int r = ranks.rank();
    int size = ranks.size();
    int n = 1001;
    FloatBuffer mine = DirectFloats.allocate(n + 2);
    for (int i = 0; i < n + 2; i++) {
      mine.put(i, i + 1000f * r);
    }
    FloatBuffer part = mine.duplicate().position(1).limit(n + 1);
    FloatBuffer all = DirectFloats.allocate((long) n * size);
    ranks.gather(part, all);
    for (int i = 0; i < n * size; i++) {
      expect(i % n + 1 + 1000f * (i / n), all.get(i));
    }
    FloatBuffer share = DirectFloats.allocate(n);
    ranks.scatter(all, share);
    for (int i = 0; i < n; i++) {
      expect(size * (i + 1 + 1000f * r), share.get(i));
    }
    Collective.Pending first = ranks.startSum(part);
    FloatBuffer other = DirectFloats.allocate(3);
    other.put(0, r);
    Collective.Pending second = ranks.startSum(other);
    second.await();
    first.await();
    expect(0, mine.get(0) - 1000f * r);
    expect(size + 1000f * size * (size - 1) / 2, mine.get(1));
    expect(size * (size - 1) / 2f, other.get(0));
    ranks.broadcast(other.put(1, 7 + r), size - 1);
    expect(7 + size - 1, other.get(1));
    double[] doubles = {-r, 1e-12 + r};
    ranks.max(doubles);
    expect(0, doubles[0]);
    double[] sums = {0.1};
    ranks.sum(sums);
    expect(Math.abs(sums[0] - 0.1 * size) < 1e-15 ? 1 : 0, 1);
    double[] ids = ranks.gather(new double[] {r, r + 0.5});
    if (!Arrays.equals(Arrays.copyOf(ids, 4), new double[] {0, 0.5, 1, 1.5})) {
      throw new AssertionError(Arrays.toString(ids));
    }
    ranks.barrier();
  }

  private static void expect(double wanted, double got) {
    if (wanted != got) {
      throw new AssertionError("expected " + wanted + ", got " + got);
    }
  }
}
