package org.facemargin.evaluation.scores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.faces.pairs.PairLabels;

/** Gathers comparisons as they are read, in pieces, so that nothing is copied while they grow. */
final class ScoreCollector {

  private static final int PIECE = 1 << 16;

  private final boolean distances;
  private final Pairs names = new Pairs();
  private final List<String> remarks = new ArrayList<>();
  private final Pairs identities = new Pairs();
  private final List<double[]> scores = new ArrayList<>();
  private final List<boolean[]> same = new ArrayList<>();
  private boolean ofTwoKinds;
  private int genuine;
  private int size;

  /**
   * @param distances whether what is added are distances, kept as their negatives
   */
  ScoreCollector(boolean distances) {
    this.distances = distances;
  }

  /** One comparison of which nothing else is known. */
  void add(double score, boolean isGenuine) {
    int at = size % PIECE;
    if (at == 0) {
      scores.add(new double[PIECE]);
      same.add(new boolean[PIECE]);
    }
    scores.get(scores.size() - 1)[at] = distances ? -score : score;
    same.get(same.size() - 1)[at] = isGenuine;
    genuine += isGenuine ? 1 : 0;
    size = Math.addExact(size, 1);
  }

  /** Names the two sides of the comparison added last, which are of one kind. */
  void named(FieldLines lines, int first, int second) {
    names.put(size - 1, lines, first, second);
  }

  /** Names a model and what it was compared with: the same word on both sides says nothing. */
  void labelled(FieldLines lines, int model, int probe) {
    names.put(size - 1, lines, model, probe);
    ofTwoKinds = true;
  }

  /** Adds what is odd about the labels of a file that has been read. */
  void labelsOf(FieldLines lines) {
    lines.oddLabels().ifPresent(remarks::add);
  }

  /** Says whom the two sides of the comparison added last show. */
  void identified(FieldLines lines, int first, int second) {
    identities.put(size - 1, lines, first, second);
  }

  /**
   * Everything gathered.
   *
   * @param source what errors call the files
   */
  ScoreList finish(String source) {
    if (genuine == 0 || genuine == size) {
      throw DataException.of(
          "%s: found %s genuine and %s impostor comparisons, expected at least one of each.",
          source, genuine, size - genuine);
    }
    double[] all = new double[size];
    boolean[] labels = new boolean[size];
    for (int piece = 0; piece < scores.size(); piece++) {
      int count = Math.min(PIECE, size - piece * PIECE);
      System.arraycopy(scores.set(piece, null), 0, all, piece * PIECE, count);
      System.arraycopy(same.set(piece, null), 0, labels, piece * PIECE, count);
    }
    remarks.addAll(names.remarks(labels, ofTwoKinds));
    return new ScoreList(
        all, labels, names.sides(size), identities.sides(size), distances, remarks);
  }

  /** Words of both sides as small numbers, and the lines they are from. */
  private static final class Pairs {
    private final Words words = new Words();
    private Path file = Path.of("");
    private int[] first = new int[0];
    private int[] second = new int[0];
    private int[] lineNumbers = new int[0];

    void put(int comparison, FieldLines lines, int one, int other) {
      if (comparison >= first.length) {
        int grown = Math.max(1024, Math.addExact(comparison, comparison >> 1));
        first = Arrays.copyOf(first, grown);
        second = Arrays.copyOf(second, grown);
        lineNumbers = Arrays.copyOf(lineNumbers, grown);
        file = lines.file();
      }
      first[comparison] = lines.indexIn(words, one);
      second[comparison] = lines.indexIn(words, other);
      lineNumbers[comparison] = lines.line();
    }

    /**
     * What the list says of itself.
     *
     * @param ofTwoKinds whether a word on one side is another thing than the same word on the other
     */
    List<String> remarks(boolean[] same, boolean ofTwoKinds) {
      if (words.isEmpty()) {
        return List.of();
      }
      int kind = ofTwoKinds ? words.size() : 0;
      int[] other = Arrays.stream(second, 0, same.length).map(word -> word + kind).toArray();
      return PairLabels.of(first, other, same, k -> file + ":" + lineNumbers[k]).remarks();
    }

    Optional<ScoreList.Sides> sides(int size) {
      return words.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ScoreList.Sides(words, Arrays.copyOf(first, size), Arrays.copyOf(second, size)));
    }
  }
}
