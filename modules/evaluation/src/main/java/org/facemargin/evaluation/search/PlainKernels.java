package org.facemargin.evaluation.search;

/** Loops that every Java has. */
final class PlainKernels implements ScoreKernels {

  @Override
  public void dots(
      double[][] vectors, int[] first, int[] second, int pair, double[] target, int at) {
    for (int i = 0; i < PAIRS; i++) {
      target[at + i] = UnitVectors.dot(vectors[first[pair + i]], vectors[second[pair + i]]);
    }
  }

  @Override
  public int atLeast(float low, float[] scores, int count, int[] found) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (scores[i] >= low) {
        found[size++] = i;
      }
    }
    return size;
  }
}
