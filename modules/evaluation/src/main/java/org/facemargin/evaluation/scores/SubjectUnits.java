package org.facemargin.evaluation.scores;

import java.util.Arrays;
import org.facemargin.metrics.Resampling;

/**
 * What a bootstrap should draw, given what is known of the comparisons: the identities the source
 * names; else, where it names what was compared, everything genuine comparisons join, directly or
 * by way of others, is one subject; else the comparisons themselves.
 */
public final class SubjectUnits {

  private SubjectUnits() {}

  /** See the class. */
  public static Resampling of(ScoreList list) {
    if (list.identities().isPresent()) {
      ScoreList.Sides sides = list.identities().get();
      return Resampling.ofSubjects(sides.first(), sides.second(), sides.words().size());
    }
    if (list.names().isPresent()) {
      return joined(list.names().get(), list.same());
    }
    return Resampling.ofComparisons(list.same());
  }

  private static Resampling joined(ScoreList.Sides sides, boolean[] same) {
    int[] parent = new int[sides.words().size()];
    Arrays.setAll(parent, i -> i);
    for (int k = 0; k < same.length; k++) {
      if (same[k]) {
        parent[root(parent, sides.first()[k])] = root(parent, sides.second()[k]);
      }
    }
    int[] subject = new int[parent.length];
    int[] numbered = new int[parent.length];
    int subjects = 0;
    for (int i = 0; i < parent.length; i++) {
      int root = root(parent, i);
      if (numbered[root] == 0) {
        numbered[root] = ++subjects;
      }
      subject[i] = numbered[root] - 1;
    }
    return Resampling.ofSubjects(
        mapped(sides.first(), subject), mapped(sides.second(), subject), subjects);
  }

  private static int root(int[] parent, int node) {
    int at = node;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private static int[] mapped(int[] indices, int[] to) {
    int[] result = new int[indices.length];
    for (int k = 0; k < indices.length; k++) {
      result[k] = to[indices[k]];
    }
    return result;
  }
}
