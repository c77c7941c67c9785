package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.faces.source.FacePair;

/**
 * Cosine similarities of pairs.
 *
 * @param pairs the pairs, fold after fold
 * @param folds how many folds
 * @param cosines one a pair
 */
record PairScores(List<FacePair> pairs, int folds, double[] cosines) {

  boolean[] same() {
    boolean[] same = new boolean[cosines.length];
    for (int i = 0; i < same.length; i++) {
      same[i] = pairs.get(i).same();
    }
    return same;
  }
}
