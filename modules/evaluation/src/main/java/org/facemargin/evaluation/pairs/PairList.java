package org.facemargin.evaluation.pairs;

import org.facemargin.core.DataException;

/**
 * Pairs of rows in protocol order. Folds are contiguous: fold k of n pairs and f folds has ⌊n/f⌋
 * pairs, the first n mod f folds one more (scikit-learn's {@code KFold(f, shuffle=False)}). Lists
 * that hold all same pairs first (CALFW, CPLFW) have to be interleaved before they come here.
 *
 * @param first row of each pair's first picture; owned by this record
 * @param second row of each pair's second picture
 * @param same whether both show one person
 * @param folds number of folds, at least 2
 */
public record PairList(int[] first, int[] second, boolean[] same, int folds) {

  public PairList {
    if (first.length != second.length || first.length != same.length) {
      throw new IllegalArgumentException(
          first.length
              + " first rows, "
              + second.length
              + " second rows, "
              + same.length
              + " labels");
    }
    if (folds < 2 || first.length < folds) {
      throw DataException.of(
          "Cross-validation needs at least 2 folds and as many pairs, got %s folds and %s pairs.",
          folds, first.length);
    }
  }

  /** Number of pairs. */
  public int size() {
    return same.length;
  }

  /** The fold of a pair. */
  public int foldOf(int pair) {
    int small = size() / folds;
    int longer = size() % folds;
    int inLonger = longer * (small + 1);
    return pair < inLonger ? pair / (small + 1) : longer + (pair - inLonger) / small;
  }

  /** Number of pairs of one person. */
  public int sameCount() {
    int count = 0;
    for (boolean one : same) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
