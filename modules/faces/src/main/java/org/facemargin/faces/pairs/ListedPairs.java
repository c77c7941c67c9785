package org.facemargin.faces.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.facemargin.core.DataException;
import org.facemargin.files.TextLines;

/** Pairs as a list gives them, each with its place, so that a contradiction can name two. */
final class ListedPairs {

  private final List<FacePair> pairs = new ArrayList<>();
  private final List<String> places = new ArrayList<>();

  void add(TextLines.Line line, int first, int second, boolean same) {
    add(line.file() + ":" + line.number(), first, second, same);
  }

  void add(String place, int first, int second, boolean same) {
    pairs.add(new FacePair(first, second, same));
    places.add(place);
  }

  int size() {
    return pairs.size();
  }

  /**
   * The pairs in the list's order.
   *
   * @throws DataException as {@link PairLabels#of}
   */
  List<FacePair> checked() {
    labels(pairs, places::get);
    return pairs;
  }

  static PairLabels labels(List<FacePair> pairs, IntFunction<String> place) {
    boolean[] same = new boolean[pairs.size()];
    for (int i = 0; i < same.length; i++) {
      same[i] = pairs.get(i).same();
    }
    return PairLabels.of(
        pairs.stream().mapToInt(FacePair::first).toArray(),
        pairs.stream().mapToInt(FacePair::second).toArray(),
        same,
        place);
  }
}
