package org.facemargin.training.heads;

import java.util.Locale;
import org.facemargin.core.ConfigurationException;

/**
 * How large a head is, and what it needs.
 *
 * @param classes C
 * @param dimension d
 */
public record HeadSize(int classes, int dimension) {

  /** A direct buffer has at most 2^31 - 1 bytes. */
  private static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

  private static final double GIB = 1L << 30;

  public HeadSize {
    if (classes < 1 || dimension < 1) {
      throw ConfigurationException.of(
          "A head has at least one class and one dimension, got %s and %s.", classes, dimension);
    }
  }

  /**
   * Bytes a rank needs for centres, their gradient and the optimiser's arrays, and for the cosines
   * of a pass: 4 (2 + S) d C/R + 4 N C s/R.
   *
   * @param slots S, the optimiser's arrays: 1 for SGD with momentum, 2 for AdamW
   * @param batch N, rows of a pass over all ranks
   * @param sampleRate s, share of the classes a pass looks at
   */
  public long bytes(int ranks, int slots, int batch, double sampleRate) {
    long rows = (classes + ranks - 1) / ranks;
    return Float.BYTES * (2L + slots) * dimension * rows
        + (long) (Float.BYTES * sampleRate * batch * rows);
  }

  /** The fewest ranks whose buffers hold the centres. */
  private int fewestRanks() {
    long rows = MOST_FLOATS / dimension;
    return (int) ((classes + rows - 1) / rows);
  }

  /** Fails where a rank's centres do not fit one buffer, saying how many ranks would do. */
  void checkBuffers(int ranks) {
    if (ranks < fewestRanks()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "A head of %,d classes and dimension %d has %,d weights; one rank holds at most"
                  + " %,d. Use at least %d ranks (--ranks), here are %d.",
              classes,
              dimension,
              (long) classes * dimension,
              MOST_FLOATS,
              fewestRanks(),
              ranks));
    }
  }

  /**
   * Says what the head needs of a rank that looks at every class, before it is made.
   *
   * @param available bytes a rank may have
   * @throws ConfigurationException if that is too little; the message says how many ranks would do
   */
  public String need(int ranks, int slots, int batch, long available) {
    checkBuffers(ranks);
    long bytes = bytes(ranks, slots, batch, 1);
    String need =
        String.format(
            Locale.ROOT,
            "Head of %,d classes, dimension %d: %.2f GiB a rank (centres, gradient, %d optimiser"
                + " arrays, cosines of %,d rows) on %d %s",
            classes,
            dimension,
            bytes / GIB,
            slots,
            batch,
            ranks,
            ranks == 1 ? "rank" : "ranks");
    if (bytes <= available) {
      return need + ".";
    }
    throw new ConfigurationException(
        String.format(
            Locale.ROOT,
            "%s, of %.2f GiB available. %s",
            need,
            available / GIB,
            remedy(slots, batch, available)));
  }

  private String remedy(int slots, int batch, long available) {
    for (int ranks = Math.max(1, fewestRanks()); ranks <= classes && ranks > 0; ranks *= 2) {
      if (bytes(ranks, slots, batch, 1) <= available) {
        int enough = ranks;
        while (enough > fewestRanks() && bytes(enough - 1, slots, batch, 1) <= available) {
          enough--;
        }
        return enough + " ranks with as much memory each are enough (--ranks " + enough + ").";
      }
    }
    return "No number of ranks is enough.";
  }
}
