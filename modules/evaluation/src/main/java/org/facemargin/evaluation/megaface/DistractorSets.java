package org.facemargin.evaluation.megaface;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.facemargin.core.DataException;
import org.facemargin.core.RandomStream;

/**
 * Nested random sets of distractors: the set of n is the first n of one random order of the list,
 * so that a larger set holds every smaller one. The devkit ships its own random lists, which cannot
 * be had any more; the seed is part of the result.
 *
 * @param sizes sizes wanted, ascending, those above the number of distractors left out
 * @param smallest for every distractor the first set that holds it, or -1
 */
public record DistractorSets(List<Integer> sizes, int[] smallest) {

  /**
   * @param distractors how many the list has
   * @param sizes sizes, ascending
   * @param leftOut positions that no set may count; they take their place in the order all the same
   * @throws DataException if every size is larger than the list
   */
  public static DistractorSets of(int distractors, List<Integer> sizes, BitSet leftOut, long seed) {
    List<Integer> possible = sizes.stream().filter(size -> size <= distractors).toList();
    if (possible.isEmpty()) {
      throw DataException.of(
          "The list has %s distractors, fewer than the smallest set wanted (%s).",
          distractors, sizes.get(0));
    }
    int[] order = shuffled(distractors, seed);
    int[] smallest = new int[distractors];
    for (int place = 0; place < distractors; place++) {
      int set = 0;
      while (set < possible.size() && place >= possible.get(set)) {
        set++;
      }
      boolean in = set < possible.size() && !leftOut.get(order[place]);
      smallest[order[place]] = in ? set : -1;
    }
    return new DistractorSets(possible, smallest);
  }

  private static int[] shuffled(int n, long seed) {
    int[] order = new int[n];
    SplittableRandom random = RandomStream.of(seed, "distractors").generator();
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
