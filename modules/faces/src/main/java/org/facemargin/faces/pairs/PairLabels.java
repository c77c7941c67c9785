package org.facemargin.faces.pairs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;

/**
 * What a list of labelled pairs says of itself, be they pairs of pictures, templates, videos or
 * recordings. A pair listed with both labels, in whatever order of its two sides, has no right
 * value, nor has something that is labelled as different from itself: both are refused. Something
 * compared with itself, or a pair listed again with the same label, is counted, as the list's
 * author asked, and said: either moves every number.
 *
 * <p>Cost: 8 bytes a pair and one parallel sort.
 *
 * @param size number of pairs
 * @param themselves how many have one and the same thing on both sides
 * @param example where the first of these is; empty where there is none
 * @param repeated how many were listed before
 */
public record PairLabels(int size, int themselves, String example, int repeated) {

  /**
   * Looks at a list.
   *
   * @param first one side of each pair, from 0; not modified
   * @param second its other side; not modified
   * @param same whether it is genuine; not modified
   * @param place where a pair is, for messages: file and line
   * @throws DataException at both places, if a pair has both labels; if something is labelled as
   *     different from itself
   */
  public static PairLabels of(
      int[] first, int[] second, boolean[] same, IntFunction<String> place) {
    long[] keys = new long[same.length];
    int themselves = 0;
    String example = "";
    for (int k = 0; k < keys.length; k++) {
      keys[k] = key(first[k], second[k], same[k]);
      if (first[k] == second[k]) {
        if (!same[k]) {
          throw DataException.of(
              "%s: both sides are one and the same, expected the label genuine, got impostor.",
              place.apply(k));
        }
        example = themselves++ == 0 ? place.apply(k) : example;
      }
    }
    Arrays.parallelSort(keys);
    int repeated = 0;
    for (int k = 1; k < keys.length; k++) {
      if ((keys[k] ^ keys[k - 1]) == 1) {
        long genuine = keys[k];
        IntPredicate of = pair -> (key(first[pair], second[pair], true)) == genuine;
        throw contradiction(
            indexOf(pair -> same[pair] && of.test(pair)),
            indexOf(pair -> !same[pair] && of.test(pair)),
            place);
      }
      repeated += keys[k] == keys[k - 1] ? 1 : 0;
    }
    return new PairLabels(keys.length, themselves, example, repeated);
  }

  /**
   * The smaller side, the larger, the label: equal pairs are neighbours, impostor before genuine.
   */
  private static long key(int one, int other, boolean same) {
    return (long) Math.min(one, other) << 32 | (long) Math.max(one, other) << 1 | (same ? 1 : 0);
  }

  private static DataException contradiction(int genuine, int impostor, IntFunction<String> place) {
    boolean genuineFirst = genuine < impostor;
    return DataException.of(
        "%s: labelled %s, but %s labels the same pair %s. One of the two is wrong.",
        place.apply(Math.max(genuine, impostor)),
        genuineFirst ? "impostor" : "genuine",
        place.apply(Math.min(genuine, impostor)),
        genuineFirst ? "genuine" : "impostor");
  }

  private static int indexOf(IntPredicate wanted) {
    return IntStream.iterate(0, pair -> pair + 1).filter(wanted).findFirst().orElseThrow();
  }

  /** What is to be said beside the numbers; empty where nothing is odd. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (themselves > 0) {
      remarks.add(
          text(
              "WARNING: %,d of %,d pairs have one and the same on both sides and count as genuine"
                  + " (the first: %s)",
              themselves, size, example));
    }
    if (repeated > 0) {
      remarks.add(text("%,d of %,d pairs were listed before and count again", repeated, size));
    }
    return remarks;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
