package org.facemargin.evaluation.scores;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.DataException;

/** Gathers comparisons as they are read. */
final class ScoreCollector {

  private final Words names = new Words();
  private final Words identities = new Words();
  private double[] scores = new double[1024];
  private boolean[] same = new boolean[1024];
  private int size;

  /** One comparison of which nothing else is known. */
  void add(double score, boolean genuine) {
    if (size == scores.length) {
      int grown = Math.addExact(size, size >> 1);
      scores = Arrays.copyOf(scores, grown);
      same = Arrays.copyOf(same, grown);
    }
    scores[size] = score;
    same[size++] = genuine;
  }

  /** Names the two sides of the comparison added last. */
  void named(String first, String second) {
    names.put(size - 1, first, second);
  }

  /** Says whom the two sides of the comparison added last show. */
  void identified(String first, String second) {
    identities.put(size - 1, first, second);
  }

  /**
   * Everything gathered.
   *
   * @param source what errors call the files
   */
  ScoreList finish(String source) {
    boolean[] labels = Arrays.copyOf(same, size);
    int genuine = 0;
    for (boolean label : labels) {
      genuine += label ? 1 : 0;
    }
    if (genuine == 0 || genuine == size) {
      throw new DataException(
          source
              + ": found "
              + genuine
              + " genuine and "
              + (size - genuine)
              + " impostor comparisons, expected at least one of each.");
    }
    return new ScoreList(
        Arrays.copyOf(scores, size), labels, names.sides(size), identities.sides(size));
  }

  /** Words of both sides as small numbers. */
  private static final class Words {
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String> words = new ArrayList<>();
    private int[] first = new int[0];
    private int[] second = new int[0];

    void put(int comparison, String one, String other) {
      if (comparison >= first.length) {
        int grown = Math.max(1024, Math.addExact(comparison, comparison >> 1));
        first = Arrays.copyOf(first, grown);
        second = Arrays.copyOf(second, grown);
      }
      first[comparison] = index(one);
      second[comparison] = index(other);
    }

    private int index(String word) {
      Integer known = indices.putIfAbsent(word, words.size());
      if (known != null) {
        return known;
      }
      words.add(word);
      return words.size() - 1;
    }

    Optional<ScoreList.Sides> sides(int size) {
      return words.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ScoreList.Sides(
                  List.copyOf(words), Arrays.copyOf(first, size), Arrays.copyOf(second, size)));
    }
  }
}
