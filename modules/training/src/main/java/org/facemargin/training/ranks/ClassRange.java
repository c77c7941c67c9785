package org.facemargin.training.ranks;

import org.facemargin.core.ConfigurationException;

/**
 * The classes whose centres one rank keeps: {@code first} to {@code first + count - 1} of {@code
 * total}. Ranks take consecutive ranges whose sizes differ by at most one, rank r beginning at ⌊C r
 * / R⌋.
 *
 * @param first the first class
 * @param count how many
 * @param total C
 */
public record ClassRange(int first, int count, int total) {

  /** All classes. */
  public static ClassRange whole(int classes) {
    return new ClassRange(0, classes, classes);
  }

  /**
   * The range of this rank.
   *
   * @throws ConfigurationException if there are fewer classes than ranks
   */
  public static ClassRange of(int classes, Collective ranks) {
    return of(classes, ranks.rank(), ranks.size());
  }

  /**
   * The range of a rank.
   *
   * @throws ConfigurationException if there are fewer classes than ranks
   */
  public static ClassRange of(int classes, int rank, int ranks) {
    if (classes < ranks) {
      throw ConfigurationException.of(
          "%s classes cannot be shared out among %s ranks; use fewer ranks.", classes, ranks);
    }
    int first = start(classes, rank, ranks);
    return new ClassRange(first, start(classes, rank + 1, ranks) - first, classes);
  }

  private static int start(int classes, int rank, int ranks) {
    return (int) ((long) classes * rank / ranks);
  }

  /** The number of a class within this range, from 0; -1 for a class of another range. */
  public int local(int label) {
    int at = label - first;
    return at >= 0 && at < count ? at : -1;
  }
}
